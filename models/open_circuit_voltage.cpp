// Galleries become a table once, so that a voltage costs a look-up instead of the root of a sum of exponentials.
#include "models/open_circuit_voltage.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <vector>

#include <fmt/format.h>

#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

// The galleries alone send U to infinity at y = 0 and 1, and between two of them U may step by half a volt within
// 1e-8 of y. No material is that uniform: the table resolves the capacity to this share, and reaches the voltages
// that the user states for the empty and the full host at y = 0 and 1.
constexpr double resolution = 1e-4;

// Knots within the width of the narrowest gallery; the table is then within 1e-6 V of the exact inverse (tested).
constexpr double knots_per_width = 32;

CubicTable tabulate(const std::vector<Gallery>& galleries, double empty, double full, double T) {
  double narrowest = galleries.front().width;
  for (const Gallery& g : galleries) narrowest = std::min(narrowest, g.width);
  const double spacing = narrowest * gas_constant * T / faraday / knots_per_width;
  std::vector<double> y{0}, U{empty};
  const auto knots = static_cast<Eigen::Index>(std::ceil((empty - full) / spacing));
  for (Eigen::Index k = 1; k < knots; ++k) {
    const double voltage = empty - static_cast<double>(k) * spacing;
    const double next = gallery_stoichiometry(galleries, voltage, T);
    if (next > 1 - resolution) break;
    if (next < y.back() + resolution) continue;
    y.push_back(next), U.push_back(voltage);
  }
  y.push_back(1), U.push_back(full);
  const auto count = static_cast<Eigen::Index>(y.size());
  return CubicTable::monotone(Eigen::Map<const ArrayXd>(y.data(), count), Eigen::Map<const ArrayXd>(U.data(), count));
}

/// Tables of late: the cases of a sweep and the steps of a run ask for the same ones again and again.
CubicTable tabulated_before(const VoltageCurve& branch, double T) {
  struct Kept {
    std::vector<double> key;
    CubicTable table;
  };
  constexpr std::size_t most = 16;
  static std::mutex mutex;
  static std::deque<Kept> kept;
  std::vector<double> key{branch.empty, branch.full, T};
  for (const Gallery& g : branch.galleries) key.insert(key.end(), {g.fraction, g.potential, g.width});
  const auto find = [&] { return std::ranges::find_if(kept, [&](const Kept& k) { return k.key == key; }); };
  {
    const std::scoped_lock lock(mutex);
    if (const auto found = find(); found != kept.end()) return found->table;
  }
  CubicTable table = tabulate(branch.galleries, branch.empty, branch.full, T);
  const std::scoped_lock lock(mutex);
  if (find() != kept.end()) return table;  // another thread was faster
  if (kept.size() == most) kept.pop_front();
  kept.push_back({std::move(key), table});
  return table;
}

CubicTable table_of(const VoltageCurve& branch, double T) {
  return branch.table ? *branch.table : tabulated_before(branch, T);
}

}  // namespace

static void rows(RowVisitor& v, GallerySpec& s) {
  v.quantity(s.fraction,
             number("fraction", Range::positive_fraction(), "share of the exchanged sites; all shares sum to 1"));
  v.quantity(s.potential, {"potential", "V", Range::any(), "its voltage against the metal"});
  v.quantity(s.width, number("width", Range::positive(), "of its step, in units of RT/F"));
}

static void branch(RowVisitor& v, VoltageCurveSpec& s) {
  const bool table = v.is_table("", s.table != nullptr);
  if (const auto tabulated = v.when(table))
    v.table(s.table, {"table", "V", Range::any(), "open-circuit voltage, monotone in the stoichiometry"},
            stoichiometry);
  if (const auto galleries = v.when(!table)) {
    v.list(s.galleries, group("galleries", "of the multi-site, multi-reaction model"));
    v.quantity(s.empty, {"empty", "V", Range::any(), "voltage at stoichiometry 0, above those of all galleries"});
    v.quantity(s.full, {"full", "V", Range::any(), "voltage at stoichiometry 1, below those of all galleries"});
  }
}

static void rows(RowVisitor& v, VoltageCurveSpec& s) {
  branch(v, s);
}

void rows(RowVisitor& v, OpenCircuitVoltageSpec& s) {
  const bool discharge = v.has("discharge", s.discharge.has_value()), charge = v.has("charge", s.charge.has_value());
  const bool two_curves = discharge || charge;
  if (const auto single = v.when(!two_curves)) {
    branch(v, s);
    v.quantity(s.gap, Row{"gap", "V", Range::positive(),
                          "with hysteresis of one curve: the branch of charge lies half of it above, that of discharge "
                          "half of it below"}
                          .optional());
  }
  if (const auto two = v.when(two_curves)) {
    v.part(s.discharge, group("discharge", "with hysteresis: the branch of discharge, with the keys of a single one"));
    v.part(s.charge, group("charge", "with hysteresis: the branch of charge"));
  }
  if (const auto hysteresis = v.when(two_curves || s.gap)) {
    v.quantity(
        s.transition,
        number(
            "transition", Range::positive_fraction(),
            "with hysteresis: change of stoichiometry over which the distance from a branch falls by a factor of e"));
    v.word(s.start, word("start", "with hysteresis: the branch of the cell as assembled", "charge|discharge"));
  }
  curve(v, s.entropic_coefficient,
        Row{"entropic_coefficient", "V/K", Range::any(),
            "dU/dT, beyond that of the galleries; a number, or a curve of stoichiometry"}
            .optional(),
        stoichiometry, Beside::nothing);
  if (const auto entropy = v.when(s.entropic_coefficient.stated()))
    v.quantity(s.reference_temperature, reference_temperature);
}

static VoltageCurve close_branch(const VoltageCurveSpec& s, const std::string& key) {
  VoltageCurve data;
  if (s.table) {
    if (!s.galleries.empty()) refuse(s, key + ".galleries", "not allowed beside 'table'");
    data.table = s.table->curve;
    data.table_name = s.table->name;
    return data;
  }
  double sum = 0;
  for (const GallerySpec& g : s.galleries) {
    data.galleries.push_back({*g.fraction, *g.potential, *g.width});
    sum += *g.fraction;
    if (*g.potential >= *s.empty) refuse(key, "empty", s.empty, "V", "a voltage above those of the galleries");
    if (*g.potential <= *s.full) refuse(key, "full", s.full, "V", "a voltage below those of the galleries");
  }
  if (std::abs(sum - 1) > 1e-9)
    refuse(s, key + ".galleries", fmt::format("expected fractions that sum to 1, not {:.10g}", sum));
  data.empty = *s.empty, data.full = *s.full;
  return data;
}

OpenCircuitVoltageData close(const OpenCircuitVoltageSpec& s, const std::string& key) {
  OpenCircuitVoltageData data;
  if (s.discharge) {
    static_cast<VoltageCurve&>(data) = close_branch(*s.discharge, key + ".discharge");
    data.hysteresis =
        Hysteresis{close_branch(*s.charge, key + ".charge"), *s.transition, *s.start == "charge" ? 1.0 : -1.0};
  } else {
    static_cast<VoltageCurve&>(data) = close_branch(s, key);
    if (s.gap) data.hysteresis = Hysteresis{{}, *s.transition, *s.start == "charge" ? 1.0 : -1.0, *s.gap};
  }
  if (s.entropic_coefficient.stated()) {
    data.entropic_coefficient = close(s.entropic_coefficient, Curve::Variable::stoichiometry);
    data.reference_temperature = *s.reference_temperature;
  }
  return data;
}

double gallery_stoichiometry(const std::vector<Gallery>& galleries, double U, double T) {
  double y = 0;
  for (const Gallery& g : galleries)
    y += g.fraction / (1 + std::exp(faraday * (U - g.potential) / (g.width * gas_constant * T)));
  return y;
}

OpenCircuitVoltage::OpenCircuitVoltage(const OpenCircuitVoltageData& data, double temperature)
    : table_(table_of(data, temperature)),
      warmth_(temperature - data.reference_temperature),
      entropy_(data.entropic_coefficient.table) {
  if (!entropy_) shift_ = warmth_ * data.entropic_coefficient.value;
  if (!data.hysteresis) return;
  start_ = data.hysteresis->start;
  if (data.hysteresis->gap > 0)
    half_gap_ = data.hysteresis->gap / 2;
  else
    charge_ = table_of(data.hysteresis->charge, temperature);
}

CubicTable::Point OpenCircuitVoltage::with_entropy(double y, CubicTable::Point U) const {
  const auto [by_temperature, slope] = entropy_->at(y);
  return {U.value + warmth_ * by_temperature, U.slope + warmth_ * slope};
}

double OpenCircuitVoltage::stoichiometry(double U) const {
  double low = y_lower(), high = y_upper();  // U falls with y
  if (U >= at(low).value) return low;
  if (U <= at(high).value) return high;
  for (int iteration = 0; iteration < 100; ++iteration) {
    const double middle = (low + high) / 2;
    (at(middle).value > U ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace closo
