// closo bpx: cells from and to the Battery Parameter eXchange format.
#include <deque>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/simulation.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "formats/bpx/cell_text.hpp"
#include "formats/bpx/export.hpp"
#include "io/replacing_file.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

struct Written {
  fs::path path;
  std::string text;
};

/// All of them, or none.
void write_all(const std::vector<Written>& files) {
  std::deque<ReplacingFile> open;
  for (const Written& w : files) {
    open.emplace_back(w.path).write(w.text);
    open.back().close();
  }
  for (ReplacingFile& file : open) file.appear();
}

/// Whether a file is as it would be written.
bool is_same(const Written& w) {
  return fs::is_regular_file(w.path) && read_text_file(w.path) == w.text;
}

/// Only the file that the user names may be replaced.
void refuse_replacing(const std::vector<Written>& beside) {
  for (const Written& w : beside)
    if (fs::exists(w.path) && !is_same(w))
      throw InputError::invalid(w.path.string(), "--output",
                                "a file of this name is there and would be replaced; name the cell otherwise, or move "
                                "the file away");
}

}  // namespace

ExitStatus import_bpx_command(const fs::path& input, const fs::path& wanted) {
  const fs::path output = output_of(input, wanted, ".yaml");
  const bpx::Import made = bpx::import_bpx(input);
  std::vector<Written> files;
  for (const bpx::Experiment& e : made.experiments)
    files.push_back({fs::path(output).replace_extension("." + e.name + ".csv"), bpx::table_text(e)});
  if (!made.experiments.empty())
    files.push_back({fs::path(output).replace_extension(".run.yaml"), bpx::run_text(made, output)});
  refuse_replacing(files);
  files.insert(files.begin(), {output, bpx::cell_text(made, input)});
  for (const Written& w : files) refuse_overwriting_inputs({input}, w.path, "--output");
  write_all(files);
  for (const std::string& note : made.notes) spdlog::warn("{}", note);
  for (const std::string& path : made.unused) spdlog::info("not used: {}", path);
  for (const Written& w : files) spdlog::info("{} written", w.path.string());
  return ExitStatus::done;
}

ExitStatus export_bpx_command(const fs::path& input, const fs::path& wanted) {
  const fs::path output = output_of(input, wanted, ".json");
  const ResolvedInput cell = resolve_file(input, {});
  refuse_overwriting_inputs(cell.files, output, "--output");
  const bpx::Export made = bpx::export_bpx(cell);
  write_all({{output, made.json}});
  for (const std::string& note : made.notes) spdlog::warn("{}", note);
  spdlog::info("{} written", output.string());
  return ExitStatus::done;
}

}  // namespace closo
