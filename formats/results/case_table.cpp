// Columns and attributes of the table of cases.
#include "formats/results/case_table.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "io/result_reader.hpp"
#include "models/observables.hpp"

namespace closo {
namespace {

const DatasetInfo number_info{"/cases/number", "1", "Number of the case, from 0", {}};
const DatasetInfo failed_info{"/cases/failed", "1", "1 if the case failed: see /failures", {}};
const DatasetInfo steps_info{"/cases/time_steps", "1", "Time steps of the integrator", {}};
const DatasetInfo failure_case_info{"/failures/case", "1", "Number of the case that failed", {}};
const DatasetInfo failure_reason_info{"/failures/reason", "1", "Why it failed", {}};
const DatasetInfo failure_input_info{"/failures/input", "1", "Arguments of closo run that reproduce it", {}};

DatasetInfo info_of(const sweep::CaseColumn& column) {
  DatasetInfo info{column.path, column.unit, column.meaning, {}};
  if (column.points > 1) info.shape = {column.points};
  return info;
}

constexpr const char* fingerprint_name = "sweep_fingerprint";

}  // namespace

CaseTable::CaseTable(const sweep::SweepProblem& problem, const std::filesystem::path& path, Opening opening)
    : file_(path, opening) {
  number_ = file_.add_integer_column(number_info);
  failed_ = file_.add_integer_column(failed_info);
  time_steps_ = file_.add_integer_column(steps_info);
  for (const sweep::CaseColumn& column : problem.columns()) {
    columns_.push_back(file_.add_column(info_of(column)));
    widths_.push_back(column.points);
  }
  failure_case_ = file_.add_integer_column(failure_case_info);
  failure_reason_ = file_.add_text_column(failure_reason_info);
  failure_input_ = file_.add_text_column(failure_input_info);
}

void CaseTable::append(const sweep::CaseRow& row) {
  file_.append_integer(number_, row.number);
  file_.append_integer(failed_, row.failed() ? 1 : 0);
  file_.append_integer(time_steps_, row.time_steps);
  const double* numbers = row.numbers.data();
  for (std::size_t k = 0; k < columns_.size(); numbers += widths_[k], ++k) file_.append(columns_[k], numbers);
  if (!row.failed()) return;
  file_.append_integer(failure_case_, row.number);
  file_.append_text(failure_reason_, row.reason);
  file_.append_text(failure_input_, row.input);
}

void CaseTable::publish_if_due() {
  if (file_.publish_due()) file_.publish();
}

void write_sweep(ResultFile& file, const sweep::SweepProblem& problem) {
  file.attribute(fingerprint_name, problem.fingerprint());
  file.attribute("cases", std::to_string(problem.space.size()));
  for (const sweep::Axis* axis : problem.space.axes())
    if (!axis->texts.empty())
      file.write_texts({"/axes/" + axis->key, "1", "Values of " + axis->key, {axis->size()}}, axis->texts);
  std::vector<std::string> losses;
  for (const auto& name : Overpotentials::names()) losses.emplace_back(name.key);
  file.write_texts({"/losses", "1", "Names of the losses, to which limiting_loss refers", {losses.size()}}, losses);
}

void join_tables(const sweep::SweepProblem& problem, ResultFile& file,
                 const std::vector<std::filesystem::path>& tables) {
  std::vector<JoinedRows> parts;
  struct Failure {
    std::string reason, input;
  };
  std::map<std::int64_t, Failure> failures;
  for (const std::filesystem::path& table : tables) {
    parts.push_back({table, cases_of(table)});
    const std::vector<std::int64_t> cases = read_integers(table, failure_case_info.path);
    const std::vector<std::string> reasons = read_texts(table, failure_reason_info.path),
                                   inputs = read_texts(table, failure_input_info.path);
    for (std::size_t k = 0; k < cases.size(); ++k) failures[cases[k]] = {reasons[k], inputs[k]};
  }
  const auto rows = static_cast<std::size_t>(problem.space.size());
  std::size_t held = 0;
  for (const JoinedRows& part : parts) held += part.rows.size();
  if (held != rows) throw RunError(fmt::format("the tables of this sweep hold {} rows for {} cases", held, rows));
  for (const DatasetInfo& info : {number_info, failed_info, steps_info}) file.write_joined_integers(info, rows, parts);
  for (const sweep::CaseColumn& column : problem.columns()) file.write_joined(info_of(column), rows, parts);
  const std::size_t number = file.add_integer_column(failure_case_info),
                    reason = file.add_text_column(failure_reason_info),
                    input = file.add_text_column(failure_input_info);
  for (const auto& [which, failure] : failures) {
    file.append_integer(number, which);
    file.append_text(reason, failure.reason);
    file.append_text(input, failure.input);
  }
}

std::vector<std::int64_t> cases_of(const std::filesystem::path& table) {
  return read_integers(table, number_info.path);
}

void check_same_sweep(const sweep::SweepProblem& problem, const std::filesystem::path& table) {
  if (find_attribute(table, fingerprint_name) != problem.fingerprint())
    throw InputError::invalid(table.string(), "--resume",
                              "this is the result of another sweep, or " + problem.file + " has changed since");
}

}  // namespace closo
