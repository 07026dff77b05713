// Short runs of all kinds of cells, mechanisms and protocols, on coarse meshes.
#include <fstream>

#include "base/error.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "formats/yaml/run_input.hpp"
#include "io/yaml_input.hpp"
#include "tests/frozen/frozen.hpp"
#include "tests/half_cell.hpp"

namespace closo::frozen {
namespace {

using Change = std::function<void(CellParameters&)>;

/// One run: of an example's cell, or of simple_cell() as changed.
struct Run {
  std::string name;
  std::string example;  // a run file below the root; empty: none
  Change change;
  double start;      // stoichiometry or voltage; NaN: that of the example
  double interval;   // between the rows of its curve [s]
  std::string list;  // the protocol, in YAML
};

constexpr double of_example = std::numeric_limits<double>::quiet_NaN();

const std::string cycle = "[Charge at C/2 until 4.15 V, Discharge at C/2 until 2.5 V]";

/// The examples with their own cells and shorter protocols.
std::vector<Run> example_runs() {
  const auto run = [](std::string name, std::string file, double interval, std::string list) {
    return Run{std::move(name), "examples/" + std::move(file), {}, of_example, interval, std::move(list)};
  };
  const std::string eis = "{eis: {from: 100 kHz, to: 1 mHz, points_per_decade: 1}}";
  return {
      run("first cycle", "01_first_cycle/run.yaml", 600,
          "[Charge at C/10 until 4.15 V, Discharge at C/10 until 2.5 V, Charge at 1C until 4.15 V, "
          "Discharge at 1C until 2.5 V]"),
      run("rates", "02_rate_test/run.yaml", 60,
          "[{for_each: {T: [25 degC, 60 degC]}, temperature: '{T}', steps: [{for_each: {rate: [1C, 5C]}, "
          "steps: ['Charge at {rate} until 4.15 V', 'Discharge at {rate} until 2.5 V']}]}]"),
      run("cycles", "03_long_cycling/run.yaml", 600,
          "[{repeat: 4, until: retention below 80 %, steps: " + cycle + "}]"),
      run("rising cut-off", "04_stepwise_cut_off/run.yaml", 600,
          "[{for_each: {cut_off: [4.05 V, 4.40 V]}, steps: ['Charge at C/5 until {cut_off}', "
          "Discharge at C/5 until 2.5 V, Rest for 30 minutes]}]"),
      run("titration", "05_gitt/run.yaml", 50,
          "[{repeat: 3, until: cut-off reached, steps: [Charge at C/100 for 10 s, Rest for 20 minutes, "
          "Charge at C/10 for 5 minutes or until 4.15 V, Rest for 20 minutes]}]"),
      run("film to 4.4 V", "08_film/stepwise.yaml", 900,
          "[Charge at C/5 until 4.40 V, Rest for 5 hours, Discharge at C/5 until 2.5 V]"),
      run("pressure", "10_pressure/run.yaml", 300,
          "[{step: Charge at C/5 until 4.15 V, pressure: 3.2 MPa}, {step: Discharge at C/5 until 2.5 V, pressure: 0.4 "
          "MPa}]"),
      run("start from a voltage", "10_pressure/discharge.yaml", 300, "[Discharge at C/5 until 2.5 V]"),
      run("spectra", "13_impedance/run.yaml", 300,
          "[Charge at C/5 until 3.61 V, Rest for 30 minutes, " + eis + ", Charge at C/5 until 4.15 V, " + eis + "]"),
      run("symmetric", "15_symmetric/run.yaml", 600,
          "[" + eis + ", Discharge at 32.2 uA/cm2 for 5 h, Charge at 32.2 uA/cm2 for 5 h, " + eis + "]"),
      run("blocking", "16_conductivity/run.yaml", 1,
          "[" + eis + ", {eis: {from: 1 GHz, to: 10 Hz, points_per_decade: 1}, temperature: -20 degC}]"),
      run("voltammetry", "17_voltammetry/cyclic.yaml", 300, "[Ramp to 5 V at 100 uV/s, Ramp to 2.5 V at 100 uV/s]"),
      run("stepwise voltammetry", "17_voltammetry/cyclic_25degC.yaml", 200,
          "[{for_each: {upper: [3.5 V, 4.5 V]}, steps: ['Ramp to {upper} at 200 uV/s', Ramp to 2.5 V at 200 uV/s]}]"),
      run("liquid electrolyte", "20_solid_and_liquid/run.yaml", 600,
          "[Charge at C/5 until 4.30 V, Discharge at C/5 until 2.5 V, " + eis + "]"),
      run("thick composite", "20_solid_and_liquid/solid.yaml", 600,
          "[Charge at C/5 until 4.15 V, Discharge at C/5 until 2.5 V]"),
      run("hold until a current", "21_joint_fit/run.yaml", 600,
          "[Charge at C/2 until 4.15 V, Hold at 4.15 V until C/50, Discharge at C/2 until 2.5 V]"),
      {"table of the open-circuit voltage",
       "tests/benchmark/half_cell_cycling.yaml",
       {},
       of_example,
       300,
       "[Charge at C/2 until 4.15 V, Discharge at 2C until 2.5 V]"},
  };
}

/// simple_cell() with one mechanism after another.
std::vector<Run> mechanism_runs() {
  const auto run = [](std::string name, Change change, double start, double interval, std::string list) {
    return Run{std::move(name), {}, std::move(change), start, interval, std::move(list)};
  };
  return {
      run(
          "particle classes",
          [](CellParameters& c) {
            c.composite().particles = {{0.1e-6, 0.2}, {0.3e-6, 0.5}, {1e-6, 0.3}};
          },
          0.1, 60, "[Discharge at 1C until 3.3 V, Rest for 30 minutes, Charge at 1C until 4.0 V]"),
      run(
          "galleries and a table of the diffusivity",
          [](CellParameters& c) {
            Composite& p = c.composite();
            p.active().open_circuit_voltage = {};
            p.active().open_circuit_voltage.galleries = {{0.5, 3.605, 0.42}, {0.5, 4.005, 0.30}};
            p.active().open_circuit_voltage.empty = 5.0, p.active().open_circuit_voltage.full = 2.4;
            p.active().diffusivity.table =
                CubicTable::monotone(Eigen::Array4d(0, 0.3, 0.6, 1), Eigen::Array4d(1e-15, 1e-16, 3e-16, 5e-17));
            p.active().diffusivity.value = 1;
            p.active().kinetics.alpha_a = 0.3, p.active().kinetics.alpha_c = 0.7;
          },
          0.1, 120, "[Discharge at C/2 until 3 V, Charge at C/2 until 4.2 V]"),
      run(
          "loss of contact",
          [](CellParameters& c) {
            c.pressure = 1e6, c.composite().contact = 0.8, c.composite().contact_loss = ContactLoss{0.5, 5},
            c.composite().contact_pressure = ContactPressure{1e6, 0.3};
          },
          0.9, 300, "[{repeat: 3, steps: " + cycle + "}]"),
      run(
          "voids",
          [](CellParameters& c) {
            c.pressure = 1e6;
            c.flat(Side::negative).interface =
                MetalInterface{1e6, 0.5, test::growth_per_cycle(c, 1e-3), test::voids(), {}};
            c.flat(Side::negative).interface_resistance = 1e-3;
          },
          0.1, 60, "[Discharge at 2C until 3.3 V, Rest for 30 minutes, Charge at 1C until 4.1 V]"),
      run(
          "hysteresis",
          [](CellParameters& c) { c.composite().active().open_circuit_voltage = test::two_branches(4.2, 3.2, 0.1); },
          0.2, 120,
          "[Discharge at C/2 for 40 minutes, Charge at C/2 for 10 minutes, Discharge at C/2 for 15 minutes, "
          "Rest for 10 minutes, Charge at C/2 until 4.15 V]"),
      run(
          "leakage", [](CellParameters& c) { c.separator.layers.front().electrolyte.electronic_conductivity = 1e-6; },
          0.2, 600, "[Rest for 5 hours, Discharge at C/5 until 3.3 V]"),
      run(
          "heat",
          [](CellParameters& c) {
            c.heat = HeatBalance{0.05, 1e-4}, c.composite().active().diffusivity.activation_energy = 30e3;
            c.composite().active().open_circuit_voltage.entropic_coefficient.value = 3e-4;
          },
          0.1, 20,
          "[Discharge at 5C until 2.8 V, Rest for 10 minutes, Charge at 3C until 4.1 V, Hold at 4.1 V until 1C]"),
      run("every option", test::add_every_option, 0.3, 120,
          "[Discharge at 20 uW for 2 hours or until 2.6 V, Charge at C/2 until 4.1 V, Hold at 4.1 V for 20 minutes, "
          "{step: Discharge at C/2 until 2.6 V, temperature: 40 degC}]"),
      run(
          "every option in a liquid",
          [](CellParameters& c) { test::add_every_option(c), test::fill_with_liquid(c, test::liquid(true)); }, 0.3, 120,
          "[Discharge at 1C until 2.6 V, Charge at C/2 until 4.1 V, {eis: {from: 10 kHz, to: 1 mHz, points_per_decade: "
          "1}}]"),
      run(
          "power, profile and jumps", [](CellParameters&) {}, 0.5, 20,
          "[Discharge at 30 uW for 20 minutes, {profile: {name: pulses, columns: ['time [s]', 'current [mA/cm2]'], "
          "rows: "
          "[[0, 0.1], [300, 0.3], [300, -0.2], [900, 0]]}}, Charge at 30 uW until 4 V]"),
      run(
          "ramp and hold", [](CellParameters& c) { c.composite().film = test::film(); }, 0.5, 60,
          "[Ramp to 4.1 V at 0.2 mV/s, Hold at 4.1 V for 1 hour, Ramp to 3.4 V at 0.5 mV/s, Discharge at C/5 until "
          "stoichiometry 0.8]"),
      run(
          "two metals with voids",
          [](CellParameters& c) {
            c = test::symmetric_cell();
            c.pressure = 1e6;
            c.flat(Side::negative).interface = c.flat(Side::positive).interface =
                MetalInterface{1e6, 0.5, test::growth_per_cycle(c, 1e-3), test::voids(), {}};
            c.flat(Side::positive).interface_resistance = 2e-3, c.flat(Side::positive).kinetics.alpha_a = 0.4;
            c.separator.layers.front().electrolyte.electronic_conductivity = 1e-6;
          },
          0, 60,
          "[Discharge at 0.1 mA/cm2 for 1 hour, Charge at 0.15 mA/cm2 for 2 hours, Hold at 10 mV for 30 minutes]"),
      run(
          "carbon with a film",
          [](CellParameters& c) { c = test::carbon_cell(15.0), c.composite().film = test::film(); }, 3.0, 60,
          "[Charge at 2 uA/cm2 until 4 V, Hold at 4 V for 1 hour, Discharge at 2 uA/cm2 until 3 V]"),
      run(
          "half cell at 5C", [](CellParameters& c) { c = test::half_cell({}); }, 0.02, 10,
          "[Discharge at 5C until 2.5 V]"),
      run(
          "liquid cell at 2C", [](CellParameters& c) { c = test::liquid_cell({.curves = true}); }, 0.02, 20,
          "[Discharge at 2C until 2.5 V, Rest for 10 minutes]"),
  };
}

/// Prints a run's curve, steps, spectra and totals.
class Printer : public Observer {
 public:
  explicit Printer(std::string name) : name_(std::move(name)) {}

  void series(const Cell& cell, const Moment& m) override {
    if (m.step != step_) step_ = m.step, begin_ = m.time;
    const double row[] = {static_cast<double>(m.step), m.time - begin_, m.state(cell.layout().V())};
    print(name_, "curve", row);
  }
  void spectrum(const Cell&, const Moment& m, const std::vector<double>&,
                const std::vector<std::complex<double>>& impedance) override {
    std::vector<double> row;
    for (const auto& Z : impedance) row.insert(row.end(), {Z.real(), Z.imag()});
    print(name_, fmt::format("impedance{}", m.step), row);
  }
  void step_ended(const Cell& cell, const StepResult& r) override {
    const double charge = cell.coefficients().nominal_charge;
    print(name_, fmt::format("duration{}", r.number), std::array{r.duration});
    print(name_, fmt::format("charge{}", r.number), std::array{r.charge / charge});
    print(name_, fmt::format("energy{}", r.number), std::array{r.energy / charge});
    print(name_, fmt::format("voltages{}", r.number), std::array{r.start_voltage, r.end_voltage});
  }
  void cycle_ended(const Cell& cell, const CycleResult& r) override {
    const double charge = cell.coefficients().nominal_charge;
    print(name_, fmt::format("capacity{}", r.number),
          std::array{r.passed.discharged / charge, r.passed.charged / charge});
    print(name_, fmt::format("film{}", r.number),
          std::array{test::charge_at_end(cell.parameters(), r, "film_charge") / charge,
                     test::at_end(r, "film_resistance") / to_ohm_cm2});
    print(name_, fmt::format("contact{}", r.number),
          std::array{test::at_end(r, "contact"), test::at_end(r, "metal_contact")});
    print(name_, fmt::format("metal_growth{}", r.number),
          std::array{test::at_end(r, "metal_interface_growth") / to_ohm_cm2});
    print(name_, fmt::format("leaked{}", r.number),
          std::array{test::charge_at_end(cell.parameters(), r, "leaked_charge") / charge});
  }

 private:
  std::string name_;
  Index step_ = 0;
  double begin_ = 0;
};

/// The cell of a run as it was when its numbers were frozen: they are those of the program, whatever becomes of
/// parameters.
std::vector<std::string> kept_cell(const std::string& run) {
  std::ifstream text(run);
  const std::string key = "cell: ../../params";
  for (std::string line; std::getline(text, line);)
    if (line.starts_with(key)) return {"cell=" CLOSO_SOURCE_DIR "/tests/frozen/params" + line.substr(key.size())};
  return {};  // one of the tests
}

void print_run(const Run& run, double tolerance) {
  RunSettings settings;
  CellParameters cell = test::simple_cell();
  if (run.example.empty()) {
    run.change(cell);
    settings.start_stoichiometry = settings.start_voltage = run.start;
  } else {
    const std::string file = std::string(CLOSO_SOURCE_DIR "/") + run.example;
    const RunInput input = read_run(resolve_file(file, kept_cell(file)), nullptr);
    cell = input.cell, settings = input.settings;
  }
  settings.mesh = {4, 6, 2.0, 4};
  settings.tolerance = tolerance;
  settings.sampling = Sampling{};
  settings.sampling.every_time_step = false, settings.sampling.series_interval = run.interval;
  const InputNode list = parse_yaml("protocol: " + run.list, run.name);
  settings.protocol = read_protocol(InputReader(list, "", nullptr), "protocol", cell);
  Cell model(cell, settings.mesh);
  Printer printer(run.name);
  const Outcome outcome = simulate(model, settings, printer);
  if (!outcome.completed()) throw RunError(run.name + ": " + outcome.reason);
}

}  // namespace

void print_runs(double tolerance) {
  for (const Run& run : example_runs()) print_run(run, tolerance);
  for (const Run& run : mechanism_runs()) print_run(run, tolerance);
}

}  // namespace closo::frozen
