// Rows go to the file as soon as there are many, and at the end of each step.
#include "formats/results/recorder.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "formats/results/provenance.hpp"

namespace closo {
namespace {

constexpr std::size_t many_rows = 64;  // of series or profiles in memory

// The tables whose rows are counted in the progress of a run.
constexpr std::array counted{"series", "profiles", "steps", "cycles"};

/// Where the rows of a table are counted; beyond the end for one that does not grow.
std::size_t counter_of(const SolutionTable& table) {
  const std::string name = table.name == "statistics" ? "steps" : table.name;  // which grow together
  return static_cast<std::size_t>(std::ranges::find(counted, name) - counted.begin());
}

DatasetInfo info_of(const SolutionTable& table, const SolutionColumn& column) {
  return {"/" + table.name + "/" + column.name, column.unit, column.long_name, column.shape};
}

void write_single(ResultFile& file, const SolutionTable& table) {
  for (const SolutionColumn& column : table.columns) {
    const DatasetInfo info = info_of(table, column);
    switch (column.kind) {
      case SolutionColumn::Kind::number:
        file.write(info, column.numbers);
        break;
      case SolutionColumn::Kind::integer:
        file.write_integers(info, column.integers);
        break;
      case SolutionColumn::Kind::text:
        file.write_texts(info, column.texts);
        break;
    }
  }
}

/// Appends all rows of a column to that of the file.
void append(ResultFile& file, std::size_t id, const SolutionColumn& column) {
  switch (column.kind) {
    case SolutionColumn::Kind::number:
      for (std::size_t row = 0; row < column.numbers.size(); row += column.width())
        file.append(id, column.numbers.data() + row);
      break;
    case SolutionColumn::Kind::integer:
      for (const std::int64_t value : column.integers) file.append_integer(id, value);
      break;
    case SolutionColumn::Kind::text:
      for (const std::string& value : column.texts) file.append_text(id, value);
      break;
  }
}

/// Rows of a column that a file of an earlier version does not have.
void pad(ResultFile& file, std::size_t id, const SolutionColumn& column, std::size_t rows) {
  const std::vector<double> nothing(column.width(), std::numeric_limits<double>::quiet_NaN());
  while (file.rows(id) < rows) switch (column.kind) {
      case SolutionColumn::Kind::number:
        file.append(id, nothing.data());
        break;
      case SolutionColumn::Kind::integer:
        file.append_integer(id, 0);
        break;
      case SolutionColumn::Kind::text:
        file.append_text(id, "");
        break;
    }
}

}  // namespace

Recorder::Recorder(const std::filesystem::path& path, const Cell& cell, const RunInput& run,
                   const std::string& resolved_input, const StoredProgress* from)
    : file_(path, from != nullptr ? Opening::resume : Opening::create),
      builder_(cell, run.settings.retention_from, from != nullptr ? from->figures : run.figures),
      protocol_(run.settings.protocol),
      layout_(cell.layout()) {
  if (from == nullptr) {
    write_provenance(file_, run.title, resolved_input);
    file_.attribute("cell", run.cell.title);
    file_.attribute("current_sign", "discharge positive");
    if (run.settings.start) write_progress(file_, "/start", {*run.settings.start, run.figures}, layout_, protocol_);
  }
  for (const SolutionTable& table : builder_.solution().tables) add_columns(table);
  if (from == nullptr || from->rows.size() != counted.size()) return;
  for (std::size_t t = 0; t < columns_.size(); ++t) {
    if (columns_[t].empty()) continue;
    const SolutionTable& table = builder_.solution().tables[t];
    const auto rows = static_cast<std::size_t>(from->rows[counter_of(table)]);
    for (std::size_t k = 0; k < columns_[t].size(); ++k) {
      file_.cut(columns_[t][k], rows);  // what a step left that was not finished
      pad(file_, columns_[t][k], table.columns[k], rows);
    }
  }
}

void Recorder::add_columns(const SolutionTable& table) {
  std::vector<std::size_t>& ids = columns_.emplace_back();
  if (table.single) return write_single(file_, table);
  for (const SolutionColumn& column : table.columns) {
    const DatasetInfo info = info_of(table, column);
    ids.push_back(column.kind == SolutionColumn::Kind::number    ? file_.add_column(info)
                  : column.kind == SolutionColumn::Kind::integer ? file_.add_integer_column(info)
                                                                 : file_.add_text_column(info));
  }
}

void Recorder::series(const Cell& cell, const Moment& moment) {
  builder_.series(cell, moment);
  flush_if_many();
}

void Recorder::profile(const Cell& cell, const Moment& moment) {
  builder_.profile(cell, moment);
  flush_if_many();
}

void Recorder::flush_if_many() {
  if (++rows_ >= many_rows) flush();
}

void Recorder::flush() {
  const auto& tables = builder_.solution().tables;
  for (std::size_t t = 0; t < columns_.size(); ++t)
    for (std::size_t k = 0; k < columns_[t].size(); ++k) append(file_, columns_[t][k], tables[t].columns[k]);
  for (std::size_t t = columns_.size(); t < tables.size(); ++t) write_single(file_, tables[t]);
  builder_.forget_rows();
  rows_ = 0;
}

void Recorder::remember(const Progress& progress) {
  flush();
  stored_ = {progress, builder_.meter().state(), std::vector<std::int64_t>(counted.size(), 0)};
  for (std::size_t t = 0; t < columns_.size(); ++t)
    if (!columns_[t].empty())
      stored_.rows[counter_of(builder_.solution().tables[t])] =
          static_cast<std::int64_t>(file_.rows(columns_[t].front()));
}

bool Recorder::proceed(const Progress& progress) {
  remember(progress);
  if (file_.publish_due()) {
    write_progress(file_, "/progress", stored_, layout_, protocol_);
    file_.publish();
  }
  return true;
}

void Recorder::finish(const Cell& cell, const Outcome& outcome) {
  write_progress(file_, "/progress", stored_, layout_, protocol_);
  builder_.finish(cell, outcome);
  flush();
  file_.attribute("outcome", builder_.solution().outcome);
  file_.attribute("stop_reason", builder_.solution().stop_reason);
  file_.close();
}

}  // namespace closo
