// The cell around its electrodes, its state, and measured tests.
#include "formats/bpx/import.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/reporting_units.hpp"
#include "base/text.hpp"
#include "formats/bpx/consistency.hpp"
#include "formats/bpx/electrode_import.hpp"
#include "formats/bpx/entries.hpp"
#include "formats/bpx/export.hpp"
#include "formats/bpx/limits.hpp"
#include "formats/bpx/user_defined.hpp"
#include "formats/yaml/run_input.hpp"

namespace closo::bpx {
namespace {

constexpr const char* electrolyte_name = "electrolyte";

/// The sections of a file.
struct Document {
  JsonValue root, parameters, cell, electrolyte, separator;
  std::optional<JsonValue> initial, ambient, user_defined;
};

/// The value at a key of a section that may not be there.
std::optional<JsonValue> find_in(const std::optional<JsonValue>& section, const std::string& key) {
  return section ? section->find(key) : std::nullopt;
}

/// Where files of BPX 1.x and where those of 0.x have a value; both must not differ.
std::optional<JsonValue> find_either(const std::optional<JsonValue>& now, const std::optional<JsonValue>& before) {
  if (now && before && now->json() != before->json())
    before->fail(fmt::format("the value of '{}', or none", now->path()));
  return now ? now : before;
}

/// What of ageing a cell as built does not have.
void refuse_degradation(const JsonValue& state) {
  const auto degradation = state.find("Degradation");
  if (!degradation) return;
  for (const std::string& key : degradation->keys()) {
    const JsonValue value = degradation->at(key);
    const bool none = value.json().is_number() ? value.json() == 0 : value.json().is_object();
    if (!none) value.fail("0: closo has no place for a cell that has aged");
    if (!value.json().is_object()) continue;
    for (const std::string& particle : value.keys())
      if (const JsonValue loss = value.at(particle); loss.json() != 0)
        loss.fail("0: closo has no place for a cell that has aged");
  }
}

/// "0.4.0", "1.1" or, as a number, 1.
void check_version(const JsonValue& header) {
  const JsonValue version = header.at("BPX");
  const std::string text =
      version.json().is_number() ? fmt::format("{}", version.json().get<double>()) : version.text();
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() > 3 || !std::ranges::all_of(parts, is_number) || (parts[0] != "0" && parts[0] != "1"))
    version.fail("a version 0.x or 1.x of BPX");
}

void check_model(const JsonValue& header) {
  const std::string model = header.at("Model").text();
  if (model == "SPM")
    header.at("Model").fail(
        "'DFN' or 'SPMe': a file of an SPM lacks the electrolyte, the separator and the porous "
        "electrodes of a cell");
  if (model != "DFN" && model != "SPMe" && model != "Partial") header.at("Model").fail("'DFN', 'SPMe' or 'Partial'");
}

void check_header(const JsonValue& root) {
  root.allow({"Header", "Parameterisation", "State", "Validation"});
  const JsonValue header = root.at("Header");
  header.allow({"BPX", "Title", "Description", "References", "Model"});
  check_version(header);
  check_model(header);
}

Document document_of(const JsonValue& root) {
  const JsonValue parameters = root.at("Parameterisation");
  parameters.allow({"Cell", "Electrolyte", "Negative electrode", "Positive electrode", "Separator", "User-defined"});
  const JsonValue cell = parameters.at("Cell"), electrolyte = parameters.at("Electrolyte"),
                  separator = parameters.at("Separator");
  cell.allow({"Electrode area [m2]", "External surface area [m2]", "Volume [m3]",
              "Number of electrode pairs connected in parallel to make a cell", "Lower voltage cut-off [V]",
              "Upper voltage cut-off [V]", "Nominal cell capacity [A.h]", "Reference temperature [K]",
              "Ambient temperature [K]", "Initial temperature [K]", "Density [kg.m-3]",
              "Specific heat capacity [J.K-1.kg-1]", "Thermal conductivity [W.m-1.K-1]"});
  electrolyte.allow({"Initial concentration [mol.m-3]", "Cation transference number", "Conductivity [S.m-1]",
                     "Conductivity activation energy [J.mol-1]", "Diffusivity [m2.s-1]",
                     "Diffusivity activation energy [J.mol-1]"});
  separator.allow({"Thickness [m]", "Porosity", "Transport efficiency"});
  Document d{root, parameters, cell, electrolyte, separator, {}, {}, parameters.find("User-defined")};
  if (const auto state = root.find("State")) {
    state->allow({"Initial conditions", "Thermal environment", "Degradation"});
    refuse_degradation(*state);
    d.initial = state->find("Initial conditions");
    d.ambient = state->find("Thermal environment");
    if (d.initial)
      d.initial->allow({"Initial state-of-charge", "Initial temperature [K]",
                        "Initial electrolyte concentration [mol.m-3]", "Initial hysteresis state: Positive electrode",
                        "Initial hysteresis state: Negative electrode"});
    if (d.ambient) d.ambient->allow({"Ambient temperature [K]", "Heat transfer coefficient [W.m-2.K-1]"});
  }
  return d;
}

JsonValue concentration_of(const Document& d) {
  const auto found = find_either(find_in(d.initial, "Initial electrolyte concentration [mol.m-3]"),
                                 d.electrolyte.find("Initial concentration [mol.m-3]"));
  return found ? *found : d.electrolyte.at("Initial concentration [mol.m-3]");
}

InputNode electrolyte_of(const Document& d, const std::optional<JsonValue>& temperature,
                         std::vector<std::string>& notes) {
  const JsonValue& e = d.electrolyte;
  const JsonValue initial = concentration_of(d);
  const double c = initial.number(Range::positive(), "mol m-3");
  // An expression holds from next to nothing to where salts no longer dissolve.
  CurveOf of{of_concentration, "c [mol/m3]", "S/m", c, c, c / 1000, 4 * c, Range::positive(), &notes};
  InputNode material = mapping_of(e), conductivity = mapping_of(e), salt = mapping_of(e), diffusivity = mapping_of(e);
  put(material, "closo", word("1", e));
  put(material, "material", word("electrolyte", e));
  put(material, "title", word("electrolyte", e));
  put_curve(conductivity, e.at("Conductivity [S.m-1]"), of);
  put_activation(conductivity, e, "Conductivity activation energy [J.mol-1]", temperature);
  put(material, "conductivity", std::move(conductivity));
  put(salt, "concentration", quantity(initial, "mol/m3"));
  put(salt, "transference_number", quantity(e.at("Cation transference number"), "1"));
  of.unit = "m2/s";
  put_curve(diffusivity, e.at("Diffusivity [m2.s-1]"), of);
  put_activation(diffusivity, e, "Diffusivity activation energy [J.mol-1]", temperature);
  put(salt, "diffusivity", std::move(diffusivity));
  put(salt, "thermodynamic_factor", assumed("1", e, "BPX has none"));
  put(material, "salt", std::move(salt));
  return material;
}

InputNode separator_of(const JsonValue& s) {
  InputNode separator = mapping_of(s), membrane = mapping_of(s);
  put(separator, "electrolyte", word(electrolyte_name, s));
  put(separator, "thickness", quantity(s.at("Thickness [m]"), "m"));
  put(membrane, "porosity", quantity(s.at("Porosity"), "1"));
  put(membrane, "ion_path", ion_path(s));
  put(separator, "membrane", std::move(membrane));
  return separator;
}

std::optional<JsonValue> temperature_of(const Document& d) {
  const auto initial =
      find_either(find_in(d.initial, "Initial temperature [K]"), d.cell.find("Initial temperature [K]"));
  const auto ambient =
      find_either(find_in(d.ambient, "Ambient temperature [K]"), d.cell.find("Ambient temperature [K]"));
  return initial ? initial : ambient;
}

InputNode area_of(const JsonValue& cell) {
  const JsonValue pairs = cell.at("Number of electrode pairs connected in parallel to make a cell");
  const double number = pairs.number(Range::positive(), "1");
  if (number != std::floor(number)) pairs.fail("a whole number");
  const JsonValue area = cell.at("Electrode area [m2]");
  if (number == 1) return quantity(area, "m2");
  return derived(number * area.number(Range::positive(), "m2"), "m2", area,
                 fmt::format("of {:g} pairs of electrodes", number));
}

/// All but electrodes and separator.
InputNode cell_of(const Document& d, const std::optional<JsonValue>& reference, std::vector<std::string>& notes) {
  const JsonValue& c = d.cell;
  InputNode cell = mapping_of(c), limits = mapping_of(c);
  put(cell, "closo", word("1", c));
  const auto title = d.root.at("Header").find("Title");
  put(cell, "title", word(title ? title->text() : "cell of BPX", c));
  put(cell, "area", area_of(c));
  put(cell, "pressure", assumed("0.1 MPa", c, "BPX has none, and nothing in this cell depends on it"));
  const auto temperature = temperature_of(d);
  if (temperature || reference) {
    put(cell, "temperature", quantity(temperature ? *temperature : *reference, "K"));
  } else {
    put(cell, "temperature", assumed("298.15 K", c, "the file states none"));
    notes.emplace_back("the file states no temperature; 25 degC is taken");
  }
  put(cell, "nominal_capacity", quantity(c.at("Nominal cell capacity [A.h]"), "Ah"));
  put(limits, "lower", quantity(c.at("Lower voltage cut-off [V]"), "V"));
  put(limits, "upper", quantity(c.at("Upper voltage cut-off [V]"), "V"));
  put(cell, "limits", std::move(limits));
  return cell;
}

double charge_of(const Document& d, std::vector<std::string>& notes) {
  if (const auto stated = find_in(d.initial, "Initial state-of-charge")) return stated->number(Range::fraction(), "1");
  notes.emplace_back("the file states no state of charge; the cell begins charged");
  return 1;
}

/// The cell that the sections of a file make.
Import cell_of_sections(const JsonValue& root) {
  const Document d = document_of(root);
  Import made;
  check_limits(root, concentration_of(d).number(Range::positive(), "mol m-3"), made.notes);
  auto reference = d.cell.find("Reference temperature [K]");
  InputNode cell = cell_of(d, reference, made.notes), materials = mapping_of(d.parameters);
  put(cell, "separator", separator_of(d.separator));
  StatedCell stated{d.cell, charge_of(d, made.notes), {}};
  InputNode start = mapping_of(d.cell);
  for (const Side side : {Side::negative, Side::positive}) {
    const std::string electrode = side == Side::negative ? "Negative electrode" : "Positive electrode";
    const ElectrodeContext context{side, std::string(name_of(side)) + "_active", reference, d.user_defined,
                                   find_in(d.initial, "Initial hysteresis state: " + electrode)};
    ElectrodeImport e = import_electrode(d.parameters.at(electrode), context, made.notes);
    put(start, side == Side::negative ? "negative_stoichiometry" : "stoichiometry",
        derived(e.window.at(share_of_maximum(side, stated.charge)), "1", d.parameters.at(electrode),
                fmt::format("{:g} % charged", stated.charge * to_percent)));
    put(cell, name_of(side), std::move(e.composite));
    for (auto& [name, material] : e.materials) put(materials, name, std::move(material));
    stated.electrodes.push_back({side, d.parameters.at(electrode), e.window, std::move(e.windows)});
  }
  put(cell, "as_assembled", std::move(start));
  put(materials, electrolyte_name, electrolyte_of(d, reference, made.notes));
  made.tree = mapping_of(root);
  put(made.tree, "cell", std::move(cell));
  put(made.tree, "materials", std::move(materials));
  const CellParameters parameters = read_cell_parameters(resolve_tree(made.tree, {}), nullptr);
  check_consistency(stated, parameters, made.notes);
  made.experiments = read_experiments(root, parameters, made.notes);
  made.unused = root.unused();
  return made;
}

/// A cell that closo wrote under `User-defined`; what other sections state has to be the same.
Import cell_of_closo(const JsonValue& root, const JsonValue& own) {
  Import made;
  made.tree = user_defined_tree(own);
  constexpr double no_electrolyte = 1;  // whose section a partial file lacks
  check_limits(root, no_electrolyte, made.notes);
  const ResolvedInput input = resolve_tree(made.tree, {});
  const CellParameters cell = read_cell_parameters(input, nullptr);
  const JsonValue parameters = root.at("Parameterisation");
  const Json expected = Json::parse(export_bpx(input).json).at("Parameterisation");
  for (const std::string& section : parameters.keys())
    if (section != "User-defined") check_same(parameters.at(section), expected.value(section, Json()), own.path());
  made.experiments = read_experiments(root, cell, made.notes);
  made.unused = root.unused();
  return made;
}

}  // namespace

Import import_bpx(const std::filesystem::path& file) {
  const JsonValue root = JsonValue::read(file);
  check_header(root);
  const auto own = find_in(root.at("Parameterisation").find("User-defined"), own_section);
  return own ? cell_of_closo(root, *own) : cell_of_sections(root);
}

}  // namespace closo::bpx
