// closo show: every parameter of an input, and what follows from them.
#include <algorithm>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/simulation.hpp"
#include "base/units.hpp"
#include "formats/yaml/run_input.hpp"
#include "models/derived.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

constexpr std::size_t widest_source = 100;

std::string shortened(const std::string& text) {
  return text.size() <= widest_source ? text : fmt::format("{:.{}}...", text, widest_source - 3);
}

/// The cell first, then what it is made of, then how it is run; each in the order of reading.
void print_parameters(ParameterList list) {
  const auto rank = [](const ReadParameter& p) {
    return p.key.starts_with("cell.") ? 0 : p.key.starts_with("materials.") ? 1 : 2;
  };
  std::ranges::stable_sort(list, {}, rank);
  std::size_t key_width = 0, value_width = 0;
  for (const ReadParameter& p : list) {
    key_width = std::max(key_width, p.key.size());
    value_width = std::max(value_width, p.text.size());
  }
  fmt::print("{:{}}  {:{}}  {:20}  {:10}  {}\n", "parameter", key_width, "value", value_width, "in SI", "status",
             "source");
  for (const ReadParameter& p : list)
    fmt::print("{:{}}  {:{}}  {:20}  {:10}  {}\n", p.key, key_width, p.text, value_width,
               format_quantity(p.value, p.unit), p.status, shortened(p.source.empty() ? p.where : p.source));
}

void print_derived(const CellParameters& cell) {
  fmt::print("\nderived at {:.5g} degC\n", degC(cell.temperature));
  for (const DerivedQuantity& d : derived_quantities(cell))
    fmt::print("  {:56} {:>12.5g} {}\n", d.name, d.value, d.unit);
}

}  // namespace

ExitStatus show_command(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  const ResolvedInput input = resolve({file, {}, overrides});
  ParameterList parameters;
  if (input.kind == InputKind::material) {
    check_material(input, &parameters);
    print_parameters(parameters);
    return ExitStatus::done;
  }
  const CellParameters cell =
      input.kind == InputKind::run ? read_run(input, &parameters).cell : read_cell_parameters(input, &parameters);
  print_parameters(parameters);
  print_derived(cell);
  return ExitStatus::done;
}

}  // namespace closo
