// Numbers with units in the text of the input, converted by UDUNITS.
#include "base/units.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <locale.h>
#include <udunits2.h>

#include "base/constants.hpp"
#include "base/data_folder.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace closo {

namespace {

constexpr double elementary_charge = 1.602176634e-19;  // [C], SI brochure 2019, exact

struct UnitDeleter {
  void operator()(ut_unit* unit) const { ut_free(unit); }
};
using UnitHandle = std::unique_ptr<ut_unit, UnitDeleter>;

struct ConverterDeleter {
  void operator()(cv_converter* converter) const { cv_free(converter); }
};
using ConverterHandle = std::unique_ptr<cv_converter, ConverterDeleter>;

struct SystemDeleter {
  void operator()(ut_system* system) const { ut_free_system(system); }
};

/// UDUNITS reads numbers as the locale says, those of its own database too: this thread has decimal points meanwhile.
class DecimalPoints {
 public:
  DecimalPoints() : plain_(newlocale(LC_ALL_MASK, "C", nullptr)), before_(uselocale(plain_)) {}
  ~DecimalPoints() {
    uselocale(before_);
    freelocale(plain_);
  }
  DecimalPoints(const DecimalPoints&) = delete;
  DecimalPoints& operator=(const DecimalPoints&) = delete;

 private:
  locale_t plain_, before_;
};

/// The UDUNITS database with the units of battery people that it lacks.
class UnitSystem {
 public:
  UnitSystem() {
    ut_set_error_message_handler(ut_ignore);
    // The database that came with closo, where UDUNITS itself came with it and does not know of its own.
    const auto own =
        std::getenv("UDUNITS2_XML_PATH") ? std::filesystem::path() : installed_data(own_file(), "udunits/udunits2.xml");
    system_.reset(ut_read_xml(own.empty() ? nullptr : own.c_str()));
    if (!system_) throw RunError("the UDUNITS database cannot be read; is UDUNITS2_XML_PATH set to a wrong file?");
    // As symbols, because only those combine with the symbols of prefixes: mAh.
    add_symbol("Ah", "A.h");
    add_symbol("Wh", "W.h");
    // The database still has the electronvolt of 1986, which is off by 3e-6.
    ut_unmap_symbol_to_unit(system_.get(), "eV", UT_ASCII);
    add_symbol("eV", fmt::format("{:.17g} J", elementary_charge));
  }

  /// Null if the text is not a unit.
  UnitHandle parse(const std::string& text) const { return UnitHandle(ut_parse(system_.get(), text.c_str(), UT_UTF8)); }

 private:
  void add_symbol(const char* symbol, const std::string& definition) {
    const UnitHandle unit = parse(definition);
    if (!unit || ut_map_symbol_to_unit(symbol, UT_ASCII, unit.get()) != UT_SUCCESS) {
      throw RunError(fmt::format("the UDUNITS database does not accept the unit {}", symbol));
    }
  }

  std::unique_ptr<ut_system, SystemDeleter> system_;
};

/// UDUNITS would take "600 2 um" or "1.2.3 um" for a product; here a number in a unit can only be an exponent.
bool has_stray_number(std::string_view unit) {
  const auto is_digit = [&](std::size_t i) { return std::isdigit(static_cast<unsigned char>(unit[i])) != 0; };
  const std::size_t start = unit.starts_with("1/") || unit.starts_with("1 /") ? 1 : 0;
  for (std::size_t i = start; i < unit.size(); ++i) {
    if (!is_digit(i) || (i > start && is_digit(i - 1))) continue;
    std::size_t base = i;
    if (base > 0 && (unit[base - 1] == '-' || unit[base - 1] == '+')) --base;
    if (base == 0) return true;
    const unsigned char before = unit[base - 1];
    const bool power = before == '^' || (before == '*' && base >= 2 && unit[base - 2] == '*');
    if (!power && before != ')' && before < 0x80 && std::isalpha(before) == 0) return true;
  }
  return false;
}

bool looks_like_a_unit(std::string_view unit) {
  constexpr std::size_t max_length = 64;
  if (unit.empty() || unit.size() > max_length || has_stray_number(unit)) return false;
  if (excerpt(unit) != unit) return false;                                           // control characters, or not UTF-8
  if (std::ranges::count(unit, '(') != std::ranges::count(unit, ')')) return false;  // UDUNITS drops a surplus ')'
  const std::string lower = lower_case(std::string(unit));
  for (const char* shift : {"@", "since", "from", "after", "ref"}) {  // UDUNITS' words for a unit with another origin
    if (lower.find(shift) != std::string::npos) return false;
  }
  const unsigned char first = unit.front();
  return std::isalpha(first) != 0 || first >= 0x80 || first == '%' || first == '(' || first == '1';
}

/// Whether the two have the same dimension. ut_are_convertible() alone also says yes to reciprocals, such as s and Hz.
bool same_dimension(const UnitHandle& a, const UnitHandle& b) {
  if (ut_are_convertible(a.get(), b.get()) == 0) return false;
  const UnitHandle ratio(ut_divide(a.get(), b.get()));
  return ratio && ut_is_dimensionless(ratio.get()) != 0;
}

ConverterHandle converter_between(const UnitHandle& from, const UnitHandle& to) {
  return ConverterHandle(ut_get_converter(from.get(), to.get()));
}

std::string wanted(const std::string& unit) {
  return unit == "1" ? "a number, or a number with %" : "a number with a unit convertible to " + unit;
}

/// Fractions of weight and of volume are percents to UDUNITS.
std::string_view plain_unit(std::string_view text) {
  return text == "wt%" || text == "vol%" ? "%" : text;
}

/// The unit as UDUNITS understands it, or UnitError for one that is missing or unknown.
UnitHandle parse_unit(const UnitSystem& system, std::string_view text, const std::string& wanted_unit) {
  if (text.empty() && wanted_unit != "1") throw UnitError(wanted(wanted_unit) + " (the unit is missing)");
  if (text.empty()) return system.parse("1");
  const std::string name(plain_unit(text));
  UnitHandle unit = looks_like_a_unit(name) ? system.parse(name) : nullptr;
  if (!unit) throw UnitError(fmt::format("{} ('{}' is not a unit)", wanted(wanted_unit), excerpt(text)));
  return unit;
}

}  // namespace

/// The same calls of UDUNITS for every value. Without a converter the number stays.
struct UnitConversion::Conversion {
  ConverterHandle first, second;  // one after the other, with a factor between them
  double factor = 1.0;
};

using Conversion = UnitConversion::Conversion;

namespace {

/// From the unit that was found to the one that is wanted; lives as long as the program. @throws UnitError
const Conversion* conversion_between(std::string_view found, const std::string& unit) {
  static std::mutex udunits_is_not_thread_safe;
  const std::scoped_lock lock(udunits_is_not_thread_safe);
  static std::map<std::pair<std::string, std::string>, Conversion> known;
  const std::pair<std::string, std::string> units(found, unit);
  if (const auto before = known.find(units); before != known.end()) return &before->second;
  const DecimalPoints here;
  static const UnitSystem system;
  const UnitHandle to = system.parse(std::string(plain_unit(unit)));
  if (!to) throw std::logic_error("parse_quantity: '" + unit + "' is not a unit");
  const UnitHandle from = parse_unit(system, found, unit);
  const auto keep = [&](Conversion conversion) { return &known.emplace(units, std::move(conversion)).first->second; };
  if (same_dimension(from, to)) return keep({converter_between(from, to), nullptr});
  const UnitHandle joule = system.parse("J"), per_mole = system.parse("J/mol");
  if (found.ends_with("eV") && same_dimension(from, joule) && same_dimension(to, per_mole))
    return keep({converter_between(from, joule), converter_between(per_mole, to), avogadro});
  const bool coulomb = found == "C" && unit == "K";  // the one wrong dimension that many people write
  throw UnitError(wanted(unit) + (coulomb ? " (C is the coulomb; write degC)" : " (this one is not)"));
}

}  // namespace

UnitConversion::UnitConversion(const std::string& from, const std::string& to)
    : conversion_(conversion_between(trimmed(from), to)), to_(to) {}

double UnitConversion::operator()(double value) const {
  const Conversion& c = *conversion_;
  value = cv_convert_double(c.first.get(), value);
  if (c.second) value = cv_convert_double(c.second.get(), value * c.factor);
  if (!std::isfinite(value)) throw UnitError(wanted(to_) + " that is not too large");
  return value;
}

double parse_quantity(const std::string& text, const std::string& unit) {
  std::string_view rest = trimmed(text);
  const auto number = take_number(rest);
  if (!number) throw UnitError(wanted(unit));
  return UnitConversion(std::string(rest), unit)(*number);
}

std::string format_quantity(double value, const std::string& unit) {
  return unit == "1" ? fmt::format("{:.6g}", value) : fmt::format("{:.6g} {}", value, unit);
}

}  // namespace closo
