// Parameters, row and columns of the interphase on the particles.
#include "models/mechanisms/composite_interphase.hpp"

#include "base/reporting_units.hpp"
#include "models/cell.hpp"
#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"
#include "solver/unwritten.hpp"

namespace closo {
namespace {

constexpr const char* interphase_name = "interphase_resistance";
constexpr double largest_drive = 60;  // keeps trial values of an iteration finite: 3 V above Phi_slow at alpha 1/2
constexpr double least_ratio = 1e-3;  // ... of 1 + R / R_0, which only trial values fall below

bool has_interphase(const CellParameters& cell, std::size_t number) {
  const Composite* composite = cell.composite_of(number);
  return composite != nullptr && composite->interphase.has_value();
}

}  // namespace

static void rows(RowVisitor& v, HindranceSpec& s) {
  v.quantity(s.resistance, {"resistance", "ohm m2", Range::positive(),
                            "per surface of the particles, from which on the interphase hinders its own growth"});
  v.quantity(s.exponent, number("exponent", Range::between(0, 4),
                                "of the hindrance: 0 grows linearly, 1 parabolically in the end"));
}

void rows(RowVisitor& v, CompositeInterphaseSpec& s) {
  v.quantity(s.potential, {"potential", "V", Range::any(), "against the metal, at which the rate is stated"});
  arrhenius(v, s.rate,
            {"rate", "ohm m2/s", Range::positive(),
             "at which the resistance per surface of the particles grows at this potential, as assembled"});
  v.quantity(s.transfer_coefficient,
             number("transfer_coefficient", Range::between(0, 2), "of the potential; 0: it grows with time alone"));
  v.part(s.hindrance, group("hindrance", "of the growth by what has grown; without it, it is linear").optional());
  v.quantity(s.capacitance, Row{"capacitance", "F/m2", Range::positive(),
                                "in parallel with the interphase, per surface of the particles: an arc of its own in "
                                "impedance; without it the resistance lies behind the double layer"}
                                .optional());
}

CompositeInterphase close(const CompositeInterphaseSpec& s) {
  CompositeInterphase c{*s.potential, close(s.rate), *s.transfer_coefficient};
  if (s.hindrance) c.resistance = *s.hindrance->resistance, c.exponent = *s.hindrance->exponent;
  c.capacitance = s.capacitance.value_or(0);
  return c;
}

void CompositeInterphaseGrowth::add_unknowns(const std::optional<CompositeInterphase>& law, const CompositePlace& place,
                                             Layout& layout) {
  if (law)
    layout.add({place.name(interphase_name),
                "ohm m2",
                "Resistance of the interphase on the particles, per surface of the particles, (x)",
                {place.across()}});
}

CompositeInterphaseGrowth::CompositeInterphaseGrowth(const std::optional<CompositeInterphase>& law,
                                                     const CompositePlace& place, const Layout& layout,
                                                     double temperature)
    : place_(layout.place(place.name(interphase_name))) {
  if (!law) return;
  law_ = *law;
  resistance_ = growth_ = by_u_ = by_R_ = line_.fixed = line_.by_u = ArrayXd::Constant(place.n_x, unwritten);
  set_temperature(temperature);
}

void CompositeInterphaseGrowth::set_temperature(double T) {
  if (!active()) return;
  rate_ = law_.rate.at(T);
  slope_ = law_.transfer_coefficient * faraday / (gas_constant * T);
}

/// d(R_slow)/dt = k_slow exp[alpha_slow f (u - Phi_slow)] (1 + R_slow / R_0)^-mu                                  (7a)
void CompositeInterphaseGrowth::residual(const State& s, const State& rate, const Fields<double>& row) {
  resistance_ = resistance(s);
  by_R_ = (1 + resistance_ / law_.resistance).max(least_ratio);
  growth_ = rate_ * (slope_ * (s.u() - law_.potential)).min(largest_drive).exp() * by_R_.pow(-law_.exponent);
  row.column(place_, 0) = rate.column(place_, 0) - growth_;
  by_u_ = slope_ * growth_;
  by_R_ = (law_.exponent / law_.resistance) * growth_ / by_R_;
}

void CompositeInterphaseGrowth::add_columns(Columns& columns) {
  for (const std::size_t number : {0, 1}) {
    const auto has = [number](const CellParameters& cell) { return has_interphase(cell, number); };
    const std::string prefix = prefix_of(number), of = words_of(number),
                      in = cells_with(number,
                                      number == 0 ? "cells with `positive.interphase`" : "`negative.interphase`");
    const auto of_number = [number](const Cell& cell) -> const CompositeElectrode& {
      return cell.composite(static_cast<Index>(number));
    };
    columns.profiles.push_back(
        {{prefix + "interphase", "ohm m2",
          "Resistance of the interphase on the particles" + of + ", per surface of the particles, (time, x)", has,
          [of_number](const Cell& cell, const ArrayXd& state, const Origin&) -> ArrayXd {
            const State s(cell.layout(), state.data());
            return of_number(cell).interphase().resistance(s.of(of_number(cell).place()));
          },
          in},
         places_of(number)});
    columns.cycles.push_back({prefix + "interphase_resistance", "ohm cm2",
                              "Resistance of the interphase on the particles" + of + ", times the cell area", has,
                              [has, of_number](const Cell& cell, const ArrayXd& state, const Origin&) {
                                if (!has(cell.parameters())) return 0.0;
                                const CompositeElectrode& composite = of_number(cell);
                                const State s = State(cell.layout(), state.data()).of(composite.place());
                                return to_ohm_cm2 * composite.in_parallel(s, composite.interphase().resistance(s));
                              },
                              in});
  }
}

}  // namespace closo
