// Cases in turn on several threads.
#include "closo/study.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

#include "base/error.hpp"
#include "base/units.hpp"
#include "closo/data.hpp"
#include "formats/yaml/run_input.hpp"
#include "cycler/solution_builder.hpp"

namespace closo {
namespace {

double value_of(const std::string& key, const std::string& text, const char* unit) {
  try {
    return parse_quantity(text, unit);
  } catch (const UnitError& error) {
    throw InputError("case", key, text, error.what());
  }
}

/// Sets quantities of the spec; what is none, as a text of the protocol, changes the input, which is read again.
RunInput run_of(const ResolvedInput& input, const RunSpec& stated, const std::vector<KeyValue>& values) {
  RunSpec spec = stated;
  std::unique_ptr<ResolvedInput> changed;
  for (const auto& [key, text] : values) {
    const std::string path = run_key(key);
    if (const auto found = stated.start_result ? std::nullopt : find_quantity(spec, path); found && !changed) {
      const auto statement = std::make_shared<const Statement>(Statement{text, "", "case", 0});
      *found->entry = Quantity(value_of(key, text, found->row.unit), Status::set, statement);
      continue;
    }
    if (!changed) {  // from the beginning, so that all values are in it
      changed = std::make_unique<ResolvedInput>(input);
      for (const auto& [other, its_text] : values) set_stated(*changed, other, its_text);
    }
  }
  return changed ? read_run(*changed, nullptr) : close(spec);
}

CaseSolution solved(const ResolvedInput& input, const RunSpec& stated, const std::vector<KeyValue>& values,
                    const SimulateOptions& options) {
  CaseSolution result;
  try {
    const RunInput run = run_of(input, stated, values);
    const StopRequest stop = options.stop != nullptr ? StopRequest(*options.stop) : StopRequest();
    result.solution =
        solve(run.cell, run.settings, run.figures, options.columns.empty() ? nullptr : &options.columns, stop);
    result.solution.title = run.title;
  } catch (const std::exception& error) {
    result.error = error.what();
  }
  return result;
}

}  // namespace

std::vector<CaseSolution> study(const Run& run, const std::vector<std::vector<KeyValue>>& cases,
                                const SimulateOptions& options, int threads) {
  const ResolvedInput& input = run.data().input;
  const RunSpec stated = read_run_spec(input, nullptr);
  std::vector<CaseSolution> results(cases.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t k = next++; k < cases.size(); k = next++) results[k] = solved(input, stated, cases[k], options);
  };
  const auto wanted =
      static_cast<std::size_t>(threads > 0 ? threads : std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::jthread> others;
  for (std::size_t k = 1; k < std::min(wanted, cases.size()); ++k) others.emplace_back(work);
  work();
  others.clear();
  return results;
}

}  // namespace closo
