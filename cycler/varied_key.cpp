// Between coordinates and values with units.
#include "cycler/varied_key.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"

namespace closo {
namespace {

constexpr const char* gap = "{}";  // where the value stands in a text

double bound(const InputReader& entry, const char* key, const std::string& unit) {
  try {
    return parse_quantity(entry.text(key), unit.empty() ? "1" : unit);
  } catch (const UnitError& error) {
    entry.fail(key, error.expected);
  }
}

}  // namespace

std::string ValueText::operator()(double value) const {
  return fmt::format("{}{}{}{}{}", before, value, unit.empty() ? "" : " ", unit, after);
}

double ValueText::value(const std::string& text) const {
  if (text.size() < before.size() + after.size() || !text.starts_with(before) || !text.ends_with(after))
    throw UnitError(fmt::format("'{}VALUE{}'", before, after));
  return parse_quantity(text.substr(before.size(), text.size() - before.size() - after.size()),
                        unit.empty() ? "1" : unit);
}

double VariedKey::value(double coordinate) const {
  return logarithmic ? low * std::pow(high / low, coordinate) : low + (high - low) * coordinate;
}

double VariedKey::coordinate(double value) const {
  return logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
}

VariedKey read_varied_key(const InputReader& entry, const char* low, const char* high, const ResolvedInput& run) {
  VariedKey varied;
  varied.key = run_key(entry.text("key"));
  if (entry.has("text")) {
    const std::string text = entry.text("text");
    const std::size_t at = text.find(gap);
    if (at == std::string::npos || text.find(gap, at + 1) != std::string::npos)
      entry.fail("text", "text with exactly one {}, where the value goes");
    varied.text.before = text.substr(0, at), varied.text.after = text.substr(at + 2);
  }
  const auto unit = unit_of(entry.text(low));
  if (!unit) entry.fail(low, "a number with a unit");
  varied.text.unit = *unit;
  value_in(run, varied, entry, low);
  varied.low = bound(entry, low, *unit), varied.high = bound(entry, high, *unit);
  if (!(varied.low < varied.high)) entry.fail(high, fmt::format("a value above '{}'", low));
  if (entry.has("scale")) varied.logarithmic = entry.choice("scale", {"linear", "log"}) == "log";
  if (varied.logarithmic && !(varied.low > 0)) entry.fail(low, "a value above 0, because the scale is logarithmic");
  return varied;
}

double value_in(const ResolvedInput& run, const VariedKey& varied, const InputReader& entry, const char* name) {
  const std::string* text = text_at(run, varied.key);
  if (text == nullptr) entry.fail("key", "the key of a value in the run (see 'closo show')");
  try {
    return varied.text.value(*text);
  } catch (const std::exception&) {  // another kind of value, or a unit that is none
    const bool within = entry.has("text");
    entry.fail(within ? "text" : name,
               fmt::format("{} that matches '{}', the value in the run",
                           within ? "text with a value in the unit of the bounds" : "a unit", *text));
  }
}

std::optional<std::string> unit_of(const std::string& text) {
  std::string_view rest = text;
  if (!take_number(rest)) return std::nullopt;
  return std::string(trimmed(rest));
}

const std::string* text_at(const ResolvedInput& run, const std::string& key) {
  const InputNode* node = node_at(run.tree, key);
  return node == nullptr ? nullptr : quantity_text(*node);
}

}  // namespace closo
