// Rows of the interface of a metal.
#include "models/mechanisms/metal_interface.hpp"

#include "models/parameters/close.hpp"
#include "models/parameters/shared_rows.hpp"

namespace closo {

void rows(RowVisitor& v, MetalInterfaceSpec& s) {
  v.quantity(s.reference_pressure,
             {"reference_pressure", "Pa", Range::positive(), "at which kinetics and resistance hold"});
  v.quantity(s.pressure_exponent, number("pressure_exponent", Range::between(0, 10), "of the true area"));
  const Row growth = group("growth", "of the resistance, with charge and time").optional();
  const bool law = !v.has(growth.key, s.growth_per_cycle || s.growth) || v.is_mapping(growth.key, s.growth.has_value());
  if (const auto parts = v.when(law)) v.part(s.growth, growth);
  if (const auto earlier = v.when(!law))
    v.quantity(
        s.growth_per_cycle,
        Row{"growth", "ohm m2", Range::non_negative(),
            "a number, in files of earlier versions: resistance gained in the first equivalent cycle, with the square "
            "root of their number; it depends on what the cell calls its capacity"}
            .optional());
  v.part(s.voids, group("voids", "that stripping leaves at the metal").optional());
  v.part(s.plating, group("plating", "beyond a critical current, where metal grows into the separator").optional());
}

MetalInterface close(const MetalInterfaceSpec& s) {
  MetalInterface m{*s.reference_pressure, *s.pressure_exponent, {}, {}, {}};
  Growth growth;
  if (s.growth) growth = close(*s.growth);
  growth.per_cycle = s.growth_per_cycle.value_or(0);
  if (growth.any()) m.growth = growth;
  if (s.voids) m.voids = close(*s.voids);
  if (s.plating) m.plating = close(*s.plating);
  return m;
}

}  // namespace closo
