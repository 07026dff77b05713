// Where one spectrum of a table ends and the next begins, and what cannot be that of a cell.
#include "formats/bdf/spectra_file.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/error.hpp"
#include "formats/bdf/measured_table.hpp"
#include "io/result_reader.hpp"

namespace closo {
namespace {

const MeasuredQuantity frequency{"Frequency / Hz", "Hz", {"frequency"}};
const MeasuredQuantity real{"Real Impedance / ohm", "ohm", {"real impedance"}};
const MeasuredQuantity imaginary{"Imaginary Impedance / ohm", "ohm", {"imaginary impedance"}};
const MeasuredQuantity cycle{"Cycle Count / 1", "1", {"cycle count"}};
const MeasuredQuantity step{"Step Count / 1", "1", {"step count"}};
constexpr const char* areal_unit = "ohm m2";

constexpr double noisy = 0.1;  // share of the frequencies at which noise may take a small real part below 0

/// @throws InputError unless it is a cell's, with enough frequencies
void check(const compare::Spectrum& s, const std::string& where) {
  const Eigen::Index n = s.frequency.size(), inductive = (s.impedance.imag() > 0).count(),
                     negative = (s.impedance.real() <= 0).count();
  if (n < compare::fewest_frequencies)
    throw InputError(where, "", fmt::format("{} frequencies in spectrum {}", n, s.number),
                     fmt::format("at least {}, in ascending or descending order", compare::fewest_frequencies));
  if (2 * inductive > n)
    throw InputError(where, "", fmt::format("Im(Z) > 0 at {} of {} frequencies", inductive, n),
                     "mostly negative values; does the column hold -Im(Z)?");
  if (static_cast<double>(negative) > noisy * static_cast<double>(n))
    throw InputError(where, "", fmt::format("Re(Z) <= 0 at {} of {} frequencies", negative, n),
                     "positive values, apart from noise");
}

class SpectraTable {
 public:
  explicit SpectraTable(const std::filesystem::path& file)
      : table_(file, {frequency, real, imaginary, cycle, step}),
        areal_(table_.is_in(real, areal_unit)),
        f_(table_.column(frequency)),
        re_(impedance_column(real)),
        im_(impedance_column(imaginary)),
        cycle_(table_.counts(cycle)),
        step_(table_.counts(step)) {
    for (std::size_t k = 0; k < table_.rows(); ++k) {
      if (f_[k] <= 0) table_.fail(k, frequency, fmt::format("{:g}", f_[k]), "a frequency above 0");
      if (re_[k] == 0 && im_[k] == 0) table_.fail(k, real, "0", "an impedance, which is not 0");
    }
  }

  bool areal() const { return areal_; }
  std::string header() const { return table_.header(); }

  std::vector<compare::Spectrum> spectra() const {
    std::vector<compare::Spectrum> result;
    for (std::size_t first = 0; first < table_.rows();) {
      const std::size_t end = end_of(first);
      compare::Spectrum s{.file = table_.file(),
                          .number = static_cast<long>(result.size()) + 1,
                          .step = step_.empty() ? 0 : step_[first],
                          .cycle = cycle_.empty() ? 0 : cycle_[first],
                          .areal = areal_,
                          .frequency = {},
                          .impedance = {}};
      const auto n = static_cast<Eigen::Index>(end - first);
      s.frequency = Eigen::Map<const Eigen::ArrayXd>(f_.data() + first, n);
      s.impedance.resize(n);
      s.impedance.real() = Eigen::Map<const Eigen::ArrayXd>(re_.data() + first, n);
      s.impedance.imag() = Eigen::Map<const Eigen::ArrayXd>(im_.data() + first, n);
      check(s, table_.file());
      result.push_back(s);
      first = end;
    }
    return result;
  }

 private:
  std::vector<double> impedance_column(const MeasuredQuantity& quantity) const {
    return table_.column(areal_ ? MeasuredQuantity{quantity.column, areal_unit, quantity.names} : quantity);
  }

  /// The row after the last of the spectrum that begins with row `first`.
  std::size_t end_of(std::size_t first) const {
    std::size_t k = first + 1;
    for (; k < table_.rows(); ++k) {
      if (!cycle_.empty() && cycle_[k] != cycle_[first]) break;
      if (!step_.empty() && step_[k] != step_[first]) break;
      if (f_[k] == f_[k - 1])
        table_.fail(k, frequency, fmt::format("{:g}", f_[k]), "a frequency that differs from the row above");
      if ((f_[k] > f_[k - 1]) != (f_[first + 1] > f_[first])) break;
    }
    return k;
  }

  MeasuredTable table_;
  bool areal_;
  std::vector<double> f_, re_, im_;
  std::vector<long> cycle_, step_;
};

/// Spectra of a table in ohm times its area, if that is known.
std::vector<compare::Spectrum> with_area(std::vector<compare::Spectrum> spectra, std::optional<double> area) {
  for (compare::Spectrum& s : spectra)
    if (area && !s.areal) s.areal = true, s.impedance *= *area;
  return spectra;
}

Eigen::ArrayXd numbers(const std::filesystem::path& file, const std::string& dataset, std::size_t size) {
  const std::vector<double> values = read_numbers(file, dataset);
  if (values.size() != size)
    throw InputError(file.string(), dataset, fmt::format("{} numbers", values.size()), fmt::format("{}", size));
  return Eigen::Map<const Eigen::ArrayXd>(values.data(), static_cast<Eigen::Index>(size));
}

std::vector<compare::Spectrum> from_result(const std::filesystem::path& file) {
  const std::vector<std::int64_t> steps = read_integers(file, "/steps/number"),
                                  cycles = read_integers(file, "/steps/cycle");
  std::vector<compare::Spectrum> result;
  for (const std::string& name : read_members(file, "/impedance")) {
    const std::string group = "/impedance/" + name + "/";
    compare::Spectrum s;
    s.file = file.string();
    std::from_chars(name.data(), name.data() + name.size(), s.number);
    s.step = s.number;
    const auto row = static_cast<std::size_t>(std::ranges::find(steps, s.number) - steps.begin());
    if (row < cycles.size()) s.cycle = cycles[row];
    const std::size_t size = read_numbers(file, group + "frequency").size();
    s.areal = true;
    s.frequency = numbers(file, group + "frequency", size);
    s.impedance.resize(s.frequency.size());
    s.impedance.real() = numbers(file, group + "real", size) / s.to_unit();
    s.impedance.imag() = numbers(file, group + "imaginary", size) / s.to_unit();
    check(s, file.string());
    result.push_back(s);
  }
  if (result.empty())
    throw InputError::missing(file.string(), "/impedance", "the result of a run with 'eis' steps in its protocol");
  std::ranges::sort(result, {}, &compare::Spectrum::number);
  return result;
}

}  // namespace

std::vector<compare::Spectrum> read_spectra(const std::filesystem::path& file, std::optional<double> area) {
  if (is_result_file(file)) {
    if (area) throw InputError::forbidden(file.string(), "--area", "a result file already has ohm cm2");
    return from_result(file);
  }
  const SpectraTable table(file);
  if (area && table.areal())
    throw InputError::forbidden(table.header(), "--area", "this table already has ohm times an area");
  return with_area(table.spectra(), area);
}

std::vector<compare::Spectrum> read_areal_spectra(const std::filesystem::path& file, double area) {
  return with_area(read_spectra(file, std::nullopt), area);
}

bool is_of_spectra(const std::filesystem::path& file) {
  return is_result_file(file) || MeasuredTable(file, {frequency}).has(frequency);
}

}  // namespace closo
