// Each study has a key that no other file has.
#include "formats/yaml/study_kind.hpp"

#include "io/result_reader.hpp"
#include "io/yaml_input.hpp"

namespace closo {

StudyKind study_of(const std::filesystem::path& file) {
  if (is_result_file(file)) return StudyKind::none;
  const InputNode root = read_yaml_file(file);
  if (root.find("parameters") != nullptr) return StudyKind::fit;
  if (root.find("cases") != nullptr) return StudyKind::sweep;
  if (root.find("variables") != nullptr) return StudyKind::design;
  return StudyKind::none;
}

}  // namespace closo
