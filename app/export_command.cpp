// closo export: from a result file to the Battery Data Format.
#include <iterator>
#include <string>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "formats/bdf/battery_data_format.hpp"
#include "io/replacing_file.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_bytes = 1 << 16;  // of the table before it is written

/// @throws InputError unless the file can be made or replaced
void check_output(const fs::path& output, const fs::path& input) {
  const auto refuse = [&](const std::string& expected) {
    throw InputError(output.string(), "--output", output.string(), expected);
  };
  refuse_overwriting_inputs({input}, output, "--output");
  if (!fs::is_directory(output.has_parent_path() ? output.parent_path() : fs::path(".")))
    refuse("a file in an existing folder");
  if (fs::exists(output) && !fs::is_regular_file(output)) refuse("a file, not a folder or a device");
}

fs::path table_path(const fs::path& input, const fs::path& output) {
  if (output.empty()) return input.filename().replace_extension(".bdf.csv");
  if (output.extension() != ".csv")
    throw InputError(output.string(), "--output", output.string(), "a name that ends with .csv, preferably .bdf.csv");
  return output;
}

void write_table(ReplacingFile& file, const std::vector<BatteryDataColumn>& columns) {
  fmt::memory_buffer text;
  const auto out = std::back_inserter(text);
  const auto end_of_cell = [&](std::size_t k) { text.push_back(k + 1 < columns.size() ? ',' : '\n'); };
  for (std::size_t k = 0; k < columns.size(); ++k)
    fmt::format_to(out, "{} / {}", columns[k].name, columns[k].unit), end_of_cell(k);
  for (std::size_t row = 0; row < columns.front().values.size(); ++row) {
    for (std::size_t k = 0; k < columns.size(); ++k)
      fmt::format_to(out, "{}", columns[k].values[row]), end_of_cell(k);  // as many digits as read back to the same
    if (text.size() < buffer_bytes) continue;
    file.write({text.data(), text.size()});
    text.clear();
  }
  file.write({text.data(), text.size()});
}

}  // namespace

ExitStatus export_command(const fs::path& input, const fs::path& output) {
  const fs::path table = table_path(input, output), metadata = fs::path(table).replace_extension(".metadata.json");
  const RecordedRun run = read_recorded_run(input);
  for (const fs::path& path : {table, metadata}) check_output(path, input);
  const std::vector<BatteryDataColumn> columns = battery_data_columns(run.solution);
  ReplacingFile table_file(table), metadata_file(metadata);
  write_table(table_file, columns);
  table_file.close();
  metadata_file.write(battery_metadata(run, columns));
  metadata_file.close();
  table_file.appear();
  metadata_file.appear();
  spdlog::info("{} and {} written, {} rows", table.string(), metadata.string(), run.solution["series"].rows());
  return ExitStatus::done;
}

}  // namespace closo
