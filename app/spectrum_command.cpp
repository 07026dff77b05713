// closo spectrum: from a file of spectra to circuits, relaxation times and Kramers-Kronig residuals.
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/simulation.hpp"
#include "app/spectrum_print.hpp"
#include "base/error.hpp"
#include "base/units.hpp"
#include "formats/bdf/spectra_file.hpp"
#include "formats/results/provenance.hpp"
#include "formats/results/spectrum_results.hpp"

namespace closo {
namespace {

std::optional<double> area_of(const SpectrumOptions& options) {
  if (options.area.empty()) return std::nullopt;
  constexpr const char* expected = "an area above 0 with its unit, as in '0.785 cm2'";
  try {
    if (const double area = parse_quantity(options.area, "m2"); area > 0) return area;
  } catch (const UnitError&) {
    throw InputError(options.input.string(), "--area", options.area, expected);
  }
  throw InputError(options.input.string(), "--area", options.area, expected);
}

}  // namespace

ExitStatus spectrum_command(const SpectrumOptions& options) {
  const std::filesystem::path output = output_of(options.input, options.output, ".spectrum.h5");
  const auto arcs = options.arcs > 0 ? std::optional<Eigen::Index>(options.arcs) : std::nullopt;
  const auto regularisation = options.regularisation > 0 ? std::optional(options.regularisation) : std::nullopt;
  std::vector<spectra::AnalysedSpectrum> analysed;
  for (const compare::Spectrum& s : read_spectra(options.input, area_of(options)))
    analysed.push_back(spectra::analyse(s, arcs, regularisation));
  ResultFile file(output);
  write_provenance(file, "Spectra of " + options.input.filename().string(), options.input.string());
  write_spectra(file, analysed);
  file.close();
  print_spectra(analysed);
  spdlog::info("{}: {} spectra", output.string(), analysed.size());
  return ExitStatus::done;
}

}  // namespace closo
