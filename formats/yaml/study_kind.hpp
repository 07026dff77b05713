// Which study a file describes.
#pragma once

#include <filesystem>

namespace closo {

enum class StudyKind { none, fit, sweep, design };

/// By the keys at its top; a result file is none. @throws InputError unless it is YAML
StudyKind study_of(const std::filesystem::path& file);

}  // namespace closo
