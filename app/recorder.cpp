// Every dataset of a result file, with its unit and long name.
#include "app/recorder.hpp"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/version.hpp"
#include "models/observables.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

constexpr const char* format_version = "1";

std::vector<double> values(const ArrayXd& a) {
  return {a.data(), a.data() + a.size()};
}

std::string now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::now()));
}

}  // namespace

Recorder::Recorder(const std::filesystem::path& path, const Cell& cell, const RunInput& run,
                   const std::string& resolved_input)
    : file_(path) {
  file_.attribute("closo_format", format_version);
  file_.attribute("closo_version", version);
  file_.attribute("git_commit", git_commit);
  file_.attribute("created", now());
  file_.attribute("title", run.title);
  file_.attribute("cell", run.cell.title);
  file_.attribute("current_sign", "discharge positive");
  file_.attribute("input", resolved_input);
  write_mesh(cell);
  add_series();
  add_profiles(cell);
  add_steps();
}

void Recorder::write_mesh(const Cell& cell) {
  const Layout& layout = cell.layout();
  const double dx = cell.cell_width(), begin = cell.parameters().separator.thickness;
  const ArrayXd centres = begin + dx * (ArrayXd::LinSpaced(layout.n_x, 0, static_cast<double>(layout.n_x - 1)) + 0.5);
  const auto n_x = static_cast<std::size_t>(layout.n_x), n_r = static_cast<std::size_t>(layout.n_r),
             n_p = static_cast<std::size_t>(layout.n_p);
  std::vector<double> radius, share, area;
  for (const ParticleClass& p : cell.parameters().positive.particles)
    radius.push_back(p.radius), share.push_back(p.share);
  file_.write({"/mesh/x", "m", "Cell centres, from the metal", {n_x}}, values(centres));
  file_.write({"/mesh/cell_width", "m", "Width of a cell", {}}, {dx});
  file_.write({"/mesh/r", "1", "Nodes of a particle, over its radius", {n_r}}, values(cell.radial_mesh().node));
  file_.write({"/mesh/shell_volume", "1", "Control volumes of a particle, over its volume", {n_r}},
              values(3 * cell.radial_mesh().volume));
  file_.write({"/mesh/particle_radius", "m", "Radius of each particle class", {n_p}}, radius);
  file_.write({"/mesh/particle_share", "1", "Share of each particle class in the volume of active material", {n_p}},
              share);
  file_.write({"/mesh/specific_area", "m-1", "Connected surface of each particle class per volume of composite", {n_p}},
              cell.coefficients().a);
  file_.write({"/cell/area", "m2", "Cell area", {}}, {cell.parameters().area});
  file_.write({"/cell/active_mass", "kg", "Mass of active material", {}},
              {cell.parameters().positive.active_loading * cell.parameters().area});
  file_.write({"/cell/one_c", "A", "Current at 1C", {}}, {cell.coefficients().one_c() * cell.parameters().area});
}

void Recorder::add_series() {
  series_.time = file_.add_column({"/series/time", "s", "Time since the start of the run", {}});
  series_.step = file_.add_integer_column({"/series/step", "1", "Number of the protocol step, from 1", {}});
  series_.voltage = file_.add_column({"/series/voltage", "V", "Cell voltage", {}});
  series_.current = file_.add_column({"/series/current", "A", "Cell current, positive on discharge", {}});
  series_.current_density =
      file_.add_column({"/series/current_density", "A m-2", "Current per cell area, positive on discharge", {}});
  series_.charge =
      file_.add_column({"/series/charge", "C", "Charge passed since the start of the run, positive on discharge", {}});
  series_.stoichiometry =
      file_.add_column({"/series/stoichiometry", "1", "Mean stoichiometry of the connected active material", {}});
  series_.open_circuit_voltage =
      file_.add_column({"/series/open_circuit_voltage", "V", "Open-circuit voltage U at the mean stoichiometry", {}});
  series_.metal = file_.add_column({"/series/metal_thickness", "m", "Thickness of the metal electrode", {}});
  for (const auto& [key, long_name] : Overpotentials::names())
    series_.overpotential.push_back(
        file_.add_column({fmt::format("/series/overpotential/{}", key), "V", std::string(long_name), {}}));
}

void Recorder::add_profiles(const Cell& cell) {
  const auto n_x = static_cast<std::size_t>(cell.layout().n_x), n_r = static_cast<std::size_t>(cell.layout().n_r),
             n_p = static_cast<std::size_t>(cell.layout().n_p);
  profiles_.time = file_.add_column({"/profiles/time", "s", "Time since the start of the run", {}});
  profiles_.step = file_.add_integer_column({"/profiles/step", "1", "Number of the protocol step, from 1", {}});
  profiles_.phi_s =
      file_.add_column({"/profiles/phi_s", "V", "Potential of the electrons against the metal, (time, x)", {n_x}});
  profiles_.phi_e =
      file_.add_column({"/profiles/phi_e", "V", "Potential of the ions against the metal, (time, x)", {n_x}});
  profiles_.ionic_current = file_.add_column({"/profiles/ionic_current",
                                              "A m-2",
                                              "Ionic current density at the faces between cells, (time, face)",
                                              {n_x + 1}});
  profiles_.y_surface = file_.add_column(
      {"/profiles/stoichiometry_surface", "1", "Stoichiometry at the particle surfaces, (time, class, x)", {n_p, n_x}});
  profiles_.y_mean = file_.add_column(
      {"/profiles/stoichiometry_mean", "1", "Mean stoichiometry of the particles, (time, class, x)", {n_p, n_x}});
  profiles_.y = file_.add_column(
      {"/profiles/stoichiometry", "1", "Stoichiometry in the particles, (time, class, r, x)", {n_p, n_r, n_x}});
  profiles_.j =
      file_.add_column({"/profiles/reaction_rate",
                        "A m-2",
                        "Reaction current density at the particles, positive when sodium leaves, (time, class, x)",
                        {n_p, n_x}});
}

void Recorder::add_steps() {
  steps_.number = file_.add_integer_column({"/steps/number", "1", "Number of the step, from 1", {}});
  steps_.text = file_.add_text_column({"/steps/text", "1", "The step as written", {}});
  steps_.reason = file_.add_text_column({"/steps/stop_reason", "1", "Why the step ended", {}});
  steps_.start = file_.add_column({"/steps/start_time", "s", "Start of the step", {}});
  steps_.duration = file_.add_column({"/steps/duration", "s", "Duration of the step", {}});
  steps_.charge = file_.add_column({"/steps/charge", "C", "Charge passed, positive on discharge", {}});
  steps_.areal =
      file_.add_column({"/steps/areal_capacity", "mAh cm-2", "Charge passed per cell area, without sign", {}});
  steps_.specific = file_.add_column(
      {"/steps/specific_capacity", "mAh g-1", "Charge passed per mass of active material, without sign", {}});
  steps_.energy = file_.add_column(
      {"/steps/specific_energy", "Wh kg-1", "Energy passed per mass of active material, without sign", {}});
  steps_.mean_voltage =
      file_.add_column({"/steps/mean_voltage", "V", "Energy over charge; NaN if no charge passed", {}});
  steps_.start_voltage = file_.add_column({"/steps/start_voltage", "V", "Voltage at the start, under load", {}});
  steps_.end_voltage = file_.add_column({"/steps/end_voltage", "V", "Voltage at the end, under load", {}});
  steps_.integrator_steps =
      file_.add_integer_column({"/statistics/integrator_steps", "1", "Time steps, per protocol step", {}});
  steps_.newton =
      file_.add_integer_column({"/statistics/newton_iterations", "1", "Newton iterations, per protocol step", {}});
  steps_.error_failures = file_.add_integer_column(
      {"/statistics/error_test_failures", "1", "Time steps repeated for their error, per protocol step", {}});
  steps_.convergence_failures = file_.add_integer_column(
      {"/statistics/convergence_failures", "1", "Time steps repeated for lack of convergence, per protocol step", {}});
}

void Recorder::series(const Cell& cell, const Moment& m) {
  const Fields<const double> s(cell.layout(), m.state.data());
  const double area = cell.parameters().area, y = mean_stoichiometry(cell, m.state);
  file_.append(series_.time, m.time);
  file_.append_integer(series_.step, m.step);
  file_.append(series_.voltage, s.V());
  file_.append(series_.current, s.i() * area);
  file_.append(series_.current_density, s.i());
  file_.append(series_.charge, s.q() * cell.coefficients().nominal_charge * area);
  file_.append(series_.stoichiometry, y);
  file_.append(series_.open_circuit_voltage, cell.open_circuit_voltage().at(y).value);
  file_.append(series_.metal, cell.metal_thickness(s.q()));
  const auto terms = overpotentials(cell, m.state).values();
  for (std::size_t k = 0; k < terms.size(); ++k) file_.append(series_.overpotential[k], terms[k]);
}

void Recorder::profile(const Cell& cell, const Moment& m) {
  const Layout& layout = cell.layout();
  const Fields<const double> s(layout, m.state.data());
  const Potentials phi = potentials(cell, m.state);
  ArrayXd surface(layout.n_p * layout.n_x), mean(layout.n_p * layout.n_x);
  for (Index p = 0; p < layout.n_p; ++p) {
    surface.segment(p * layout.n_x, layout.n_x) = s.y_surface(p);
    mean.segment(p * layout.n_x, layout.n_x) = particle_stoichiometry(cell, m.state, p);
  }
  file_.append(profiles_.time, m.time);
  file_.append_integer(profiles_.step, m.step);
  file_.append(profiles_.phi_s, phi.phi_s.data());
  file_.append(profiles_.phi_e, phi.phi_e.data());
  file_.append(profiles_.ionic_current, cell.ionic_current(s.u(), s.i()).eval().data());
  file_.append(profiles_.y_surface, surface.data());
  file_.append(profiles_.y_mean, mean.data());
  file_.append(profiles_.y, s.y(0).data());  // classes follow one another, x runs fastest
  file_.append(profiles_.j, s.j(0).data());
}

void Recorder::step_ended(const Cell& cell, const StepResult& r) {
  const double area = cell.parameters().area, loading = cell.parameters().positive.active_loading;
  file_.append_integer(steps_.number, r.number);
  file_.append_text(steps_.text, r.text);
  file_.append_text(steps_.reason, r.reason);
  file_.append(steps_.start, r.start_time);
  file_.append(steps_.duration, r.duration);
  file_.append(steps_.charge, r.charge * area);
  file_.append(steps_.areal, std::abs(r.charge) / 3.6 * 1e-4);
  file_.append(steps_.specific, std::abs(r.charge) / 3.6 / (loading * 1e3));
  file_.append(steps_.energy, std::abs(r.energy) / 3600 / loading);
  file_.append(steps_.mean_voltage, r.energy / r.charge);
  file_.append(steps_.start_voltage, r.start_voltage);
  file_.append(steps_.end_voltage, r.end_voltage);
  file_.append_integer(steps_.integrator_steps, r.statistics.steps);
  file_.append_integer(steps_.newton, r.statistics.newton_iterations);
  file_.append_integer(steps_.error_failures, r.statistics.error_test_failures);
  file_.append_integer(steps_.convergence_failures, r.statistics.convergence_failures);
}

void Recorder::finish(const Outcome& outcome) {
  file_.attribute("stop_reason", outcome.completed ? "protocol completed: " + outcome.reason : outcome.reason);
  file_.close();
}

}  // namespace closo
