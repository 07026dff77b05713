// Values in the units in which they were given.
#include "formats/yaml/fitted_cell.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace closo {

std::string fitted_cell(const FitInput& fit, const fit::FitResult& result) {
  const fit::FitProblem& problem = fit.problem;
  ResolvedInput input = fit.cell;
  for (std::size_t j = 0; j < problem.parameters.size(); ++j) {
    const VariedKey& p = problem.parameters[j];
    const fit::FittedValue f = fit::fitted_value(problem, result, j);
    const std::string source =
        fmt::format("closo fit {}: {:.6g} to {:.6g} {} at {:g} % confidence{}",
                    std::filesystem::path(problem.file).filename().string(), f.low, f.high, p.text.unit,
                    100 * problem.confidence, f.remark.empty() ? "" : "; " + f.remark);
    set_value(input.tree, p.key, fmt::format("{:.7g}{}{}", f.value, p.text.unit.empty() ? "" : " ", p.text.unit),
              source, "fitted");
  }
  std::erase_if(input.tree.children, [](const auto& entry) {
    return entry.first != "closo" && entry.first != "cell" && entry.first != "materials";
  });
  return "# " + problem.title + ": the cell as fitted.\n" + text_of(input);
}

}  // namespace closo
