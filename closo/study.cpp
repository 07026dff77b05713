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

namespace closo {
namespace {

double value_of(const std::string& key, const std::string& text, const char* unit) {
  try {
    return parse_quantity(text, unit);
  } catch (const UnitError& error) {
    throw InputError("case", key, text, error.what());
  }
}

/// Whether the spec has a quantity at this key, which is then set.
bool set_quantity(RunSpec& spec, const KeyValue& value) {
  const auto& [key, text] = value;
  const auto found = spec.start_result ? std::nullopt : find_quantity(spec, run_key(key));
  if (!found) return false;
  const auto statement = std::make_shared<const Statement>(Statement{text, "", "case", 0});
  *found->entry = Quantity(value_of(key, text, found->row.unit), Status::set, statement);
  return true;
}

/// By numbers alone where all values are quantities; otherwise, as with texts of the protocol, the input is read again.
RunInput run_of(const ResolvedInput& input, const RunSpec& stated, const std::vector<KeyValue>& values) {
  RunSpec spec = stated;
  if (std::ranges::all_of(values, [&](const KeyValue& value) { return set_quantity(spec, value); })) return close(spec);
  ResolvedInput changed = input;
  for (const auto& [key, text] : values) changed = with_value(std::move(changed), key, text);
  return read_run(changed, nullptr);
}

CaseSolution case_of(const ResolvedInput& input, const RunSpec& stated, const std::vector<KeyValue>& values,
                     const SimulateOptions& options) {
  CaseSolution result;
  try {
    result.solution = solved(run_of(input, stated, values), options);
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
    for (std::size_t k = next++; k < cases.size(); k = next++) results[k] = case_of(input, stated, cases[k], options);
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
