// Reads the solution of a run from its result file.
#pragma once

#include <filesystem>

#include "cycler/solution.hpp"

namespace closo {

/// Tables of a result file, of this version of closo or an earlier one: what a file does not have is left out.
/// @param wanted  nullptr: all of a run
/// @throws InputError, naming file and dataset, if it cannot be read or its columns do not belong together
Solution read_solution(const std::filesystem::path& file, const Wanted* wanted = nullptr);

/// The same, and what other commands have written: each group at the top of the file is a table, whose columns have
/// their whole shape ("cases" of a sweep, "fit", "comparison" with "charge_1/residual"), its attributes among them
/// ("chi2" of "fit"), and datasets beside these groups are the table "file".
Solution read_tables(const std::filesystem::path& file);

}  // namespace closo
