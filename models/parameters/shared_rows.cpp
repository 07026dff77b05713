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

void kinetics(RowVisitor& v, KineticsSpec& s, const char* of) {
  arrhenius(v, s.exchange_current_density, {"exchange_current_density", "A/m2", Range::positive(), of});
  Row coefficients = group("transfer_coefficients", "of the Butler-Volmer equation").or_else("", "");
  coefficients.indivisible = true;  // one of the two says nothing of the other
  v.part(s.transfer_coefficients, coefficients);
}

}  // namespace closo
