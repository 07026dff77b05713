// A run put together from its files as the source of a study.
#pragma once

#include <memory>

#include "cycler/run_source.hpp"
#include "formats/yaml/resolved_input.hpp"

namespace closo {

std::unique_ptr<RunSource> source_of(ResolvedInput run);

}  // namespace closo
