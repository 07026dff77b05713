// What is resumed, joined and removed.
#include "formats/results/sweep_tables.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "formats/results/provenance.hpp"
#include "io/result_reader.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

constexpr const char* completed = "completed";

/// The table of one of several processes: sweep.h5 becomes sweep.rank3.h5.
fs::path table_of(const fs::path& output, int rank) {
  return fs::path(output).replace_extension(fmt::format(".rank{}.h5", rank));
}

/// All tables of processes that there are beside an output.
std::vector<fs::path> tables_beside(const fs::path& output) {
  const std::string start = output.stem().string() + ".rank";
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(output.has_parent_path() ? output.parent_path() : fs::path("."))) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start) || !name.ends_with(".h5")) continue;
    const std::string number = name.substr(start.size(), name.size() - start.size() - 3);
    if (!number.empty() && number.find_first_not_of("0123456789") == std::string::npos)
      found.push_back(fs::path(output).replace_filename(name));
  }
  std::ranges::sort(found);
  return found;
}

void end(ResultFile& file, std::int64_t failed) {
  file.attribute("failed_cases", std::to_string(failed));
  file.attribute("outcome", completed);
  file.close();
}

}  // namespace

SweepTables::SweepTables(const sweep::SweepProblem& problem, const fs::path& output, bool resume, sweep::Ranks& ranks)
    : problem_(problem), ranks_(ranks), output_(output) {
  done_.assign(static_cast<std::size_t>(problem_.space.size()), 0);
  std::vector<char> state(2, 0);  // joined, complete
  if (ranks_.rank() == 0) find_earlier(resume, state);
  ranks_.share(state);
  joined_ = state[0] != 0, complete_ = state[1] != 0;
  own_path_ = joined_ ? table_of(output_, ranks_.rank()) : output_;
  if (complete_ || !resume) return;
  tables_ = joined_ ? tables_beside(output_) : fs::exists(output_) ? std::vector{output_} : std::vector<fs::path>{};
  if (ranks_.rank() == 0) mark_done();
  ranks_.share(done_);
}

void SweepTables::find_earlier(bool resume, std::vector<char>& state) {
  const bool whole = fs::exists(output_) && is_result_file(output_);
  if (resume && whole) check_same_sweep(problem_, output_);
  state[1] = resume && whole && find_attribute(output_, "outcome") == completed;
  if (!resume)
    for (const fs::path& table : tables_beside(output_)) fs::remove(table);
  state[0] = ranks_.size() > 1 || (resume && !tables_beside(output_).empty());
  if (state[1] == 0 && resume && whole && state[0] != 0) fs::rename(output_, table_of(output_, 0));
}

void SweepTables::mark_done() {
  for (const fs::path& table : tables_) {
    check_same_sweep(problem_, table);
    for (const std::int64_t number : cases_of(table)) {
      char& done = done_.at(static_cast<std::size_t>(number));
      if (done != 0) throw RunError(fmt::format("{}: case {} is also in another table", table.string(), number));
      done = 1;
    }
    ranks_.add(sweep::Ranks::Counter::failed, static_cast<std::int64_t>(read_integers(table, "/failures/case").size()));
  }
  ranks_.add(sweep::Ranks::Counter::done, std::accumulate(done_.begin(), done_.end(), std::int64_t{0}));
}

void SweepTables::describe(ResultFile& file) const {
  write_provenance(file, problem_.title, problem_.run->text());
  file.attribute("sweep", read_text_file(problem_.file));
  write_sweep(file, problem_);
}

void SweepTables::open() {
  const bool resumed = std::ranges::find(tables_, own_path_) != tables_.end();
  own_.emplace(problem_, own_path_, resumed ? Opening::resume : Opening::create);
  if (!resumed) describe(own_->file());
}

bool SweepTables::finish(bool all, const sweep::SweepProgress& progress) {
  if (joined_) own_->file().close();
  if (ranks_.any(!all)) {
    if (!joined_) own_->file().attribute("outcome", "interrupted"), own_->file().close();
    return false;
  }
  if (!joined_) end(own_->file(), progress.failed);
  own_.reset();
  ranks_.wait_for_all();
  if (joined_ && ranks_.rank() == 0) join(progress.failed);
  return true;
}

void SweepTables::join(std::int64_t failed) const {
  ResultFile file(output_);
  describe(file);
  join_tables(problem_, file, tables_beside(output_));
  end(file, failed);
}

std::string first_failure(const fs::path& table) {
  return read_texts(table, "/failures/reason").front();
}

}  // namespace closo
