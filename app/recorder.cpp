// Every dataset of a result file, with its unit, its long name and where its value comes from.
#include "app/recorder.hpp"

#include <fmt/format.h>

#include "app/provenance.hpp"
#include "cycler/cycle_quantities.hpp"
#include "cycler/figures.hpp"
#include "io/result_reader.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

std::vector<double> values(const ArrayXd& a) {
  return {a.data(), a.data() + a.size()};
}

/// What passed in each direction, as a table has it.     @param of  gives it from a row
template <class Row, class Of>
void add_passed(ResultTable<Row>& table, const std::string& group, const std::string& since, const Of& of) {
  const struct {
    const char *name, *unit, *meaning;
    double Passed::*what;
  } columns[] = {{"charge_in", "C", "Charge that went into the cell", &Passed::charged},
                 {"charge_out", "C", "Charge that came out of the cell", &Passed::discharged},
                 {"energy_in", "J", "Energy that went into the cell", &Passed::energy_in},
                 {"energy_out", "J", "Energy that came out of the cell", &Passed::energy_out}};
  for (const auto& [name, unit, meaning, what] : columns)
    table.number({group + name, unit, meaning + since, {}},
                 [of, what = what](const Row& row) { return of(row, what); });
}

}  // namespace

Recorder::Recorder(const std::filesystem::path& path, const Cell& cell, const RunInput& run,
                   const std::string& resolved_input, const StoredProgress* from)
    : file_(path, from != nullptr ? Opening::resume : Opening::create),
      series_(file_),
      profiles_(file_),
      steps_(file_),
      cycles_(file_),
      own_(run.cell),
      protocol_(run.settings.protocol),
      layout_(cell.layout()),
      meter_(run.settings.retention_from) {
  meter_.restore(from != nullptr ? from->figures : run.figures);
  if (from == nullptr) {
    write_provenance(file_, run.title, resolved_input);
    file_.attribute("cell", run.cell.title);
    file_.attribute("current_sign", "discharge positive");
    if (run.settings.start) write_progress(file_, "/start", {*run.settings.start, run.figures}, layout_, protocol_);
  }
  file_.write({"/cell/area", "m2", "Cell area", {}}, {run.cell.area});
  file_.write({"/cell/separator_thickness", "m", "Thickness of the separator", {}}, {run.cell.separator.thickness()});
  if (run.cell.has_composite()) write_mesh(cell);
  if (cell.layout().n_s > 0) write_separator_mesh(cell);
  if (run.cell.has_nominal_capacity())
    file_.write({"/cell/one_c", "A", "Current at 1C", {}}, {cell.coefficients().one_c() * run.cell.area});
  add_series(cell);
  if (run.cell.has_composite() || cell.layout().n_s > 0) add_profiles(cell.layout());
  add_options(cell);
  add_steps();
  add_cycles();
  if (from != nullptr && from->rows.size() == 4)  // what a step left that was not finished
    series_.cut(from->rows[0]), profiles_.cut(from->rows[1]), steps_.cut(from->rows[2]), cycles_.cut(from->rows[3]);
}

void Recorder::write_mesh(const Cell& cell) {
  const Layout& layout = cell.layout();
  const double dx = cell.model()->cell_width(), begin = cell.parameters().separator.thickness();
  const ArrayXd centres = begin + dx * (ArrayXd::LinSpaced(layout.n_x, 0, static_cast<double>(layout.n_x - 1)) + 0.5);
  const auto n_x = static_cast<std::size_t>(layout.n_x), n_r = static_cast<std::size_t>(layout.n_r),
             n_p = static_cast<std::size_t>(layout.n_p);
  std::vector<double> radius, share, area;
  for (const ParticleClass& p : cell.parameters().composite().particles)
    radius.push_back(p.radius), share.push_back(p.share);
  file_.write({"/mesh/x", "m", "Cell centres, from the metal", {n_x}}, values(centres));
  file_.write({"/mesh/cell_width", "m", "Width of a cell", {}}, {dx});
  file_.write({"/cell/active_mass",
               "kg",
               "Mass to which capacities refer: of active material or, without one, of electrolyte",
               {}},
              {cell.parameters().reference_mass()});
  if (n_p == 0) return;
  file_.write({"/mesh/r", "1", "Nodes of a particle, over its radius", {n_r}},
              values(cell.model()->radial_mesh().node));
  file_.write({"/mesh/shell_volume", "1", "Control volumes of a particle, over its volume", {n_r}},
              values(3 * cell.model()->radial_mesh().volume));
  file_.write({"/mesh/particle_radius", "m", "Radius of each particle class", {n_p}}, radius);
  file_.write({"/mesh/particle_share", "1", "Share of each particle class in the volume of active material", {n_p}},
              share);
  file_.write({"/mesh/specific_area", "m-1", "Connected surface of each particle class per volume of composite", {n_p}},
              cell.coefficients().a);
}

/// Mesh of the salt, which has its own cells across the separator and then those of the composite.
void Recorder::write_separator_mesh(const Cell& cell) {
  const Layout& layout = cell.layout();
  const double end = cell.parameters().separator.thickness(), dx = end / static_cast<double>(layout.n_s);
  ArrayXd centres(layout.n_salt());
  centres.head(layout.n_s) = dx * (ArrayXd::LinSpaced(layout.n_s, 0, static_cast<double>(layout.n_s - 1)) + 0.5);
  for (Index k = 0; k < layout.n_x; ++k)
    centres(layout.n_s + k) = end + cell.model()->cell_width() * (static_cast<double>(k) + 0.5);
  file_.write({"/mesh/x_salt",
               "m",
               "Cell centres of the liquid electrolyte, from the metal",
               {static_cast<std::size_t>(layout.n_salt())}},
              values(centres));
}

void Recorder::add_series(const Cell& cell) {
  using Row = SeriesRow;
  auto& t = series_;
  t.number({"/series/time", "s", "Time since the start of the run", {}}, [](const Row& r) { return r.moment.time; });
  t.integer({"/series/step", "1", "Number of the protocol step, from 1", {}},
            [](const Row& r) { return r.moment.step; });
  t.number({"/series/voltage", "V", "Cell voltage", {}}, [](const Row& r) { return r.s.V(); });
  t.number({"/series/current", "A", "Cell current, positive on discharge", {}},
           [](const Row& r) { return r.current * r.area; });
  t.number({"/series/current_density", "A m-2", "Current per cell area, positive on discharge", {}},
           [](const Row& r) { return r.current; });
  t.number({"/series/temperature", "K", "Temperature of the cell", {}}, [](const Row& r) { return r.s.temperature(); });
  t.number({"/series/charge", "C", "Charge passed since the start of the run, positive on discharge", {}},
           [](const Row& r) { return r.moment.charge * r.area; });
  t.number({"/series/energy", "J", "Energy passed since the start of the run, positive on discharge", {}},
           [](const Row& r) { return r.moment.energy * r.area; });
  add_passed(t, "/series/", " since the start of the run",
             [](const Row& r, double Passed::*what) { return r.moment.passed.*what * r.area; });
  if (own_.has_active_material()) {
    t.number({"/series/stoichiometry", "1", "Mean stoichiometry of the connected active material", {}},
             [](const Row& r) { return r.y; });
    t.number({"/series/open_circuit_voltage", "V", "Open-circuit voltage U at the mean stoichiometry", {}},
             [](const Row& r) { return r.cell.open_circuit_voltage(r.y); });
  }
  for (Index flat = 0; flat < layout_.n_flat; ++flat) {
    if (own_.flat(layout_.side(flat)).blocking) continue;
    t.number({flat == 0 ? "/series/metal_thickness" : "/series/positive_metal_thickness",
              "m",
              flat == 0 ? "Thickness of the metal electrode" : "Thickness of the metal at the positive end",
              {}},
             [flat](const Row& r) { return r.cell.metal_thickness(r.moment.state, flat); });
  }
  for (std::size_t k = 0; k < Overpotentials::count; ++k) {
    const LossName& name = Overpotentials::names()[k];
    if (!Overpotentials::occurs(k, cell)) continue;
    t.number({fmt::format("/series/overpotential/{}", name.key), "V", std::string(name.long_name), {}},
             [k](const Row& r) { return r.terms[k]; });
  }
}

void Recorder::add_profiles(const Layout& layout) {
  using Row = ProfileRow;
  auto& t = profiles_;
  const auto n_x = static_cast<std::size_t>(layout.n_x), n_r = static_cast<std::size_t>(layout.n_r),
             n_p = static_cast<std::size_t>(layout.n_p);
  t.number({"/profiles/time", "s", "Time since the start of the run", {}}, [](const Row& r) { return r.moment.time; });
  t.integer({"/profiles/step", "1", "Number of the protocol step, from 1", {}},
            [](const Row& r) { return r.moment.step; });
  if (layout.n_s > 0)
    t.array({"/profiles/salt",
             "mol m-3",
             "Concentration of the salt through separator and composite, (time, x)",
             {static_cast<std::size_t>(layout.n_salt())}},
            [](const Row& r) { return r.salt.data(); });
  if (n_x == 0) return;
  for (const FieldColumn& column : columns().profiles) {
    if (!column.applies(own_)) continue;
    const std::size_t place = profile_columns_.size();
    profile_columns_.push_back(&column);
    t.array({"/profiles/" + column.name, column.unit, column.long_name, {n_x}},
            [place](const Row& r) { return r.columns[place].data(); });
  }
  t.array({"/profiles/phi_s", "V", "Potential of the electrons against the metal, (time, x)", {n_x}},
          [](const Row& r) { return r.phi.phi_s.data(); });
  t.array({"/profiles/phi_e", "V", "Potential of the ions against the metal, (time, x)", {n_x}},
          [](const Row& r) { return r.phi.phi_e.data(); });
  t.array(
      {"/profiles/ionic_current", "A m-2", "Ionic current density at the faces between cells, (time, face)", {n_x + 1}},
      [](const Row& r) { return r.ionic_current.data(); });
  if (n_p == 0) return;
  t.array(
      {"/profiles/stoichiometry_surface", "1", "Stoichiometry at the particle surfaces, (time, class, x)", {n_p, n_x}},
      [](const Row& r) { return r.surface.data(); });
  t.array({"/profiles/stoichiometry_mean", "1", "Mean stoichiometry of the particles, (time, class, x)", {n_p, n_x}},
          [](const Row& r) { return r.mean.data(); });
  t.array({"/profiles/stoichiometry", "1", "Stoichiometry in the particles, (time, class, r, x)", {n_p, n_r, n_x}},
          [](const Row& r) { return r.s.y(0).data(); });  // classes follow one another, x runs fastest
  t.array({"/profiles/reaction_rate",
           "A m-2",
           "Reaction current density at the particles, positive when ions leave, (time, class, x)",
           {n_p, n_x}},
          [](const Row& r) { return r.s.j(0).data(); });
}

/// What only some cells have.
void Recorder::add_options(const Cell& cell) {
  using Row = SeriesRow;
  for (const Column& column : columns().series)
    if (column.applies(own_))
      series_.number({"/series/" + column.name, column.unit, column.long_name, {}},
                     [&column](const Row& r) { return column.value(r.cell, r.moment.state, r.moment.origin); });
  if (cell.model()->heated()) {
    series_.number({"/series/ambient_temperature", "K", "Temperature around the cell", {}},
                   [](const Row& r) { return r.cell.conditions().temperature; });
    series_.number({"/series/heat", "W", "Heat generated in the cell", {}},
                   [](const Row& r) { return r.cell.heat(r.moment.state) * r.area; });
  }
}

void Recorder::add_steps() {
  using Row = StepRow;
  auto& t = steps_;
  t.integer({"/steps/number", "1", "Number of the step, from 1", {}}, [](const Row& s) { return s.r.number; });
  t.integer({"/steps/cycle", "1", "Number of the cycle that the step belongs to, from 1", {}},
            [](const Row& s) { return s.r.cycle; });
  t.text({"/steps/text", "1", "The step as written", {}}, [](const Row& s) { return s.r.text; });
  t.text({"/steps/stop_reason", "1", "Why the step ended", {}}, [](const Row& s) { return s.r.stop_reason(); });
  add_stops();
  t.number({"/steps/temperature", "K", "Temperature at the start of the step", {}},
           [](const Row& s) { return s.r.temperature; });
  t.number({"/steps/pressure", "Pa", "Pressure on the cell", {}}, [](const Row& s) { return s.r.pressure; });
  t.number({"/steps/start_time", "s", "Start of the step", {}}, [](const Row& s) { return s.r.start_time; });
  t.number({"/steps/duration", "s", "Duration of the step", {}}, [](const Row& s) { return s.r.duration; });
  t.number({"/steps/charge", "C", "Charge passed, positive on discharge", {}},
           [](const Row& s) { return s.r.charge * s.cell.area; });
  add_passed(t, "/steps/", "", [](const Row& s, double Passed::*what) { return s.r.passed.*what * s.cell.area; });
  t.number({"/steps/areal_capacity", "mAh cm-2", "Absolute charge passed per cell area", {}},
           [](const Row& s) { return mAh_per_cm2(std::abs(s.r.charge)); });
  if (own_.has_composite()) {
    t.number({"/steps/specific_capacity", "mAh g-1", "Absolute charge passed per mass of active material", {}},
             [](const Row& s) { return mAh_per_g(std::abs(s.r.charge), s.cell); });
    t.number({"/steps/specific_energy", "Wh kg-1", "Absolute energy passed per mass of active material", {}},
             [](const Row& s) { return Wh_per_kg(std::abs(s.r.energy), s.cell); });
  }
  t.number({"/steps/mean_voltage", "V", "Energy over charge, of both directions; NaN if no charge passed", {}},
           [](const Row& s) { return s.r.passed.mean_voltage(); });
  t.number({"/steps/start_voltage", "V", "Voltage at the start, under load", {}},
           [](const Row& s) { return s.r.start_voltage; });
  t.number({"/steps/end_voltage", "V", "Voltage at the end, under load", {}},
           [](const Row& s) { return s.r.end_voltage; });
  t.number({"/steps/critical_current_share",
            "1",
            "Largest stripping current over the critical one of the metal; 0 without one",
            {}},
           [](const Row& s) { return s.r.stripping.share; });
  t.integer({"/statistics/integrator_steps", "1", "Time steps, per protocol step", {}},
            [](const Row& s) { return s.r.statistics.steps; });
  t.integer({"/statistics/newton_iterations", "1", "Newton iterations, per protocol step", {}},
            [](const Row& s) { return s.r.statistics.newton_iterations; });
  t.integer(
      {"/statistics/error_test_failures", "1", "Time steps repeated because of their error, per protocol step", {}},
      [](const Row& s) { return s.r.statistics.error_test_failures; });
  t.integer({"/statistics/convergence_failures",
             "1",
             "Time steps repeated because Newton's method did not converge, per protocol step",
             {}},
            [](const Row& s) { return s.r.statistics.convergence_failures; });
}

/// The reasons as values.
void Recorder::add_stops() {
  using Row = StepRow;
  auto& t = steps_;
  t.text({"/steps/stop_kind", "1", "What ended the step, as one word", {}},
         [](const Row& s) { return name_of(s.r.stop.kind); });
  t.text({"/steps/stop_origin", "1", "Whether it is a limit of the step or of the cell", {}},
         [](const Row& s) { return s.r.stop.origin == StopReason::Origin::step ? "step" : "cell"; });
  t.integer({"/steps/stop_at_start", "1", "Whether the limit was exceeded before the step began", {}},
            [](const Row& s) { return s.r.stop.at_start; });
  t.text({"/steps/stop_place", "1", "Flat electrode concerned, if any", {}},
         [](const Row& s) { return s.r.stop.side ? name_of(*s.r.stop.side) : ""; });
  t.number({"/steps/stop_limit", "1", "Limit, in the unit given by stop_unit", {}},
           [](const Row& s) { return s.r.stop.limit; });
  t.number({"/steps/stop_value", "1", "Value reached, in the unit given by stop_unit", {}},
           [](const Row& s) { return s.r.stop.value; });
  t.text({"/steps/stop_unit", "1", "Unit of stop_limit and stop_value", {}},
         [](const Row& s) { return unit_of(s.r.stop.kind); });
}

void Recorder::add_cycles() {
  using Row = CycleRow;
  auto& t = cycles_;
  t.integer({"/cycles/number", "1", "Number of the cycle, from 1", {}}, [](const Row& c) { return c.r.number; });
  t.integer({"/cycles/first_step", "1", "Its first step", {}}, [](const Row& c) { return c.r.first_step; });
  t.integer({"/cycles/last_step", "1", "Its last step", {}}, [](const Row& c) { return c.r.last_step; });
  t.number({"/cycles/start_time", "s", "Start of the cycle", {}}, [](const Row& c) { return c.r.start_time; });
  t.number({"/cycles/duration", "s", "Duration of the cycle", {}}, [](const Row& c) { return c.r.duration; });
  for (const CycleQuantity& q : cycle_quantities())
    if (q.applies_to(own_))
      t.number({"/cycles/" + q.name, q.unit, q.meaning, {}}, [&q](const Row& c) { return q.value(c.r, c.cell); });
  t.text({"/cycles/stop_reason", "1", "Why its last step ended", {}}, [](const Row& c) { return c.r.stop_reason; });
}

void Recorder::series(const Cell& cell, const Moment& m) {
  const double area = cell.parameters().area;
  series_.append({cell,
                  m,
                  {cell.layout(), m.state.data()},
                  cell.current(m.state),
                  cell.mean_stoichiometry(m.state),
                  area,
                  overpotentials(cell, m.state).values()});
}

void Recorder::profile(const Cell& cell, const Moment& m) {
  const Layout& layout = cell.layout();
  const Fields<const double> s(layout, m.state.data());
  if (layout.n_x == 0 && layout.n_s == 0) return;
  ArrayXd surface(layout.n_p * layout.n_x), mean(layout.n_p * layout.n_x);
  for (Index p = 0; p < layout.n_p; ++p) {
    surface.segment(p * layout.n_x, layout.n_x) = s.y_surface(p);
    mean.segment(p * layout.n_x, layout.n_x) = particle_stoichiometry(cell, m.state, p);
  }
  const Salt* electrolyte = own_.separator.salt();
  const ArrayXd salt = electrolyte != nullptr ? ArrayXd(electrolyte->concentration * s.salt()) : ArrayXd();
  std::vector<ArrayXd> columns;
  for (const FieldColumn* column : profile_columns_) columns.push_back(column->value(cell, m.state, m.origin));
  profiles_.append({m, s, potentials(cell, m.state), cell.ionic_current(m.state), surface, mean, salt, columns});
}

/// One group per spectrum, named after its step.
void Recorder::spectrum(const Cell& cell, const Moment& m, const std::vector<double>& frequencies,
                        const std::vector<std::complex<double>>& impedance) {
  const std::string group = fmt::format("/impedance/{}/", m.step);
  const std::vector<std::size_t> shape{frequencies.size()};
  std::vector<double> real, imaginary;
  for (const std::complex<double>& Z : impedance)
    real.push_back(Z.real() * to_ohm_cm2), imaginary.push_back(Z.imag() * to_ohm_cm2);
  file_.write({group + "frequency", "Hz", "Frequency", shape}, frequencies);
  file_.write({group + "real", "ohm cm2", "Real part of the impedance times the cell area", shape}, real);
  file_.write({group + "imaginary", "ohm cm2", "Imaginary part of the impedance times the cell area", shape},
              imaginary);
  file_.write({group + "time", "s", "Time since the start of the run", {}}, {m.time});
  file_.write({group + "voltage", "V", "Cell voltage", {}}, {m.state(cell.layout().V())});
  file_.write({group + "temperature", "K", "Temperature of the cell", {}}, {m.state(cell.layout().temperature())});
  if (own_.has_active_material())
    file_.write({group + "stoichiometry", "1", "Mean stoichiometry of the connected active material", {}},
                {cell.mean_stoichiometry(m.state)});
}

void Recorder::step_ended(const Cell& cell, const StepResult& result) {
  meter_.step_ended();
  steps_.append({cell.parameters(), result});
}

void Recorder::cycle_ended(const Cell& cell, const CycleResult& result) {
  meter_.cycle_ended(result);
  cycles_.append({cell.parameters(), result});
}

void Recorder::remember(const Progress& progress) {
  stored_ = {progress, meter_.state(), {series_.rows(), profiles_.rows(), steps_.rows(), cycles_.rows()}};
}

bool Recorder::proceed(const Progress& progress) {
  remember(progress);
  if (file_.publish_due()) {
    write_progress(file_, "/progress", stored_, layout_, protocol_);
    file_.publish();
  }
  return true;
}

void Recorder::write_design() {
  if (!own_.has_active_material()) return;
  for (const Figure& q : all_figures())
    file_.write({"/design/" + q.name, q.unit, q.meaning, {}}, {q.value(meter_.record(), own_)});
  file_.write_integers({"/design/cycle", "1", "The reference cycle, record.retention_from; 0 if the run has none", {}},
                       {meter_.record().cycle.number});
  std::vector<std::string> losses;
  for (const auto& name : Overpotentials::names()) losses.emplace_back(name.key);
  file_.write_texts({"/design/losses", "1", "Names of the losses", {losses.size()}}, losses);
}

void Recorder::finish(const Outcome& outcome) {
  const bool completed = outcome.kind == Outcome::Kind::completed;
  write_progress(file_, "/progress", stored_, layout_, protocol_);
  write_design();
  file_.attribute("outcome", completed                                    ? "completed"
                             : outcome.kind == Outcome::Kind::interrupted ? "interrupted"
                                                                          : "stopped early");
  file_.attribute("stop_reason", completed ? "protocol completed: " + outcome.reason : outcome.reason);
  file_.close();
}

}  // namespace closo
