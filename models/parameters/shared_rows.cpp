// Dependence on temperature, double layers, kinetics.
#include "models/parameters/shared_rows.hpp"

namespace closo {
namespace {

constexpr Range coefficient_range{0.05, 2.0, false, false};  // of charge transfer

constexpr Row activation_energy{"activation_energy", "J/mol", Range::non_negative(),
                                "of the Arrhenius law value(T) = value exp[E/R (1/T_ref - 1/T)]"};
}  // namespace

static void rows(RowVisitor& v, TransferCoefficientsSpec& s) {
  v.quantity(
      s.anodic,
      number("anodic", coefficient_range, "anodic charge-transfer coefficient").or_else("0.5", "symmetric barrier"));
  v.quantity(s.cathodic, number("cathodic", coefficient_range, "cathodic charge-transfer coefficient")
                             .or_else("0.5", "symmetric barrier"));
}

void activation(RowVisitor& v, ArrheniusSpec& s) {
  v.quantity(s.activation_energy, activation_energy.optional());
  if (const auto activated = v.when(static_cast<bool>(s.activation_energy)))
    v.quantity(s.reference_temperature, reference_temperature);
}

void arrhenius(RowVisitor& v, ArrheniusSpec& s, const Row& row) {
  v.quantity(s.value, row);
  v.beside(row, static_cast<bool>(s.activation_energy), [&] { activation(v, s); });
}

void curve(RowVisitor& v, CurveSpec& s, const Row& row, const Argument& against, Beside beside) {
  const bool table = v.is_table(row.key, s.table != nullptr);
  if (v.all() || !table) {
    if (beside == Beside::nothing)
      v.quantity(s.number.value, row);
    else
      arrhenius(v, s.number, row);
  }
  const auto tabulated = v.when(table);
  if (!tabulated) return;
  v.beside(row, true, [&] {
    v.table(s.table, row, against);
    if (beside == Beside::scale) arrhenius(v, s.scale, number("scale", Range::positive(), "factor of the curve"));
    if (v.all()) return;  // the others stand beside a number too
    if (beside == Beside::activation) activation(v, s.number);
    if (beside == Beside::reference) v.quantity(s.number.reference_temperature, reference_temperature.optional());
  });
}

void double_layer(RowVisitor& v, DoubleLayerSpec& s, const Row& row) {
  v.quantity(s.capacitance, row);
  if (!v.all() && !s.capacitance) return;
  v.beside(row, static_cast<bool>(s.exponent), [&] {
    v.quantity(s.exponent, number("exponent", exponent_range,
                                  "of a constant-phase element Y = C w (j omega / w)^exponent with w = 2 pi frequency; "
                                  "without it the double layer is a capacitor")
                               .optional());
    if (const auto element = v.when(static_cast<bool>(s.exponent)))
      v.quantity(s.frequency, {"frequency", "Hz", Range::positive(),
                               "at which the constant-phase element has the stated capacitance"});
  });
}

void kinetics(RowVisitor& v, KineticsSpec& s, const char* of, bool particles) {
  Row density{"exchange_current_density", "A/m2", Range::positive(), of};
  if (particles) {
    curve(v, s.exchange_current_density, density, stoichiometry, Beside::activation);
  } else {
    arrhenius(v, s.charge_transfer_resistance,
              Row{"charge_transfer_resistance", "ohm m2", Range::positive(),
                  "instead of the exchange-current density, of which an activation energy beside it is"}
                  .optional());
    density.required = !s.charge_transfer_resistance.value && !v.all();
    arrhenius(v, s.exchange_current_density.number, density);
  }
  Row coefficients = group("transfer_coefficients", "of the Butler-Volmer equation").or_else("", "");
  coefficients.indivisible = true;  // one of the two says nothing of the other
  v.part(s.transfer_coefficients, coefficients);
}

}  // namespace closo
