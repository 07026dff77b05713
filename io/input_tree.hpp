// The tree of mappings, sequences and scalars that an input file holds, each with the place it came from.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace closo {

struct InputNode {
  enum class Kind { null, scalar, sequence, mapping };

  Kind kind = Kind::null;
  std::string scalar;                                       // its text without quotes
  std::vector<std::pair<std::string, InputNode>> children;  // in the order of the file; keys are empty in a sequence
  std::string file;                                         // or another origin: "--set temperature=25 degC"
  int line = 0;                                             // of the key or the sequence's entry; 0 if there is none

  // Defined elsewhere, because clang 14 asks for the whole of a node while it reads the vector of nodes within it.
  InputNode();
  InputNode(std::string scalar_text, std::string from_file, int at_line);  // a scalar
  static InputNode mapping(std::string from_file, int at_line = 0);        // without keys
  InputNode(const InputNode&);
  InputNode(InputNode&&) noexcept;
  InputNode& operator=(const InputNode&);
  InputNode& operator=(InputNode&&) noexcept;
  ~InputNode();

  /// The child under `key`, nullptr if there is none.
  const InputNode* find(std::string_view key) const;
  InputNode* find(std::string_view key);

  /// The keys of a mapping in the order of the file.
  std::vector<std::string> keys() const;

  /// "file:line".
  std::string where() const;

  /// What stands here, in words fit for "found '...'": the scalar, or "a mapping with the keys ...".
  std::string describe() const;
};

/// Puts `value`, a node or its YAML text, at `dotted_key`, such as "positive.particles.0.radius" (numbers index
/// sequences); its nodes carry `origin` as their file. The last key may be new in a mapping. Of a quantity with a
/// `value` key, a scalar replaces the value alone; its status becomes `status` and its source `origin`, so that no
/// override is shown as measured. With a status other than "set" a scalar in a mapping becomes such a quantity. Throws
/// InputError for a path that does not exist and for text that is not YAML.
void set_value(InputNode& root, const std::string& dotted_key, InputNode value, const std::string& origin,
               const std::string& status = "set");
void set_value(InputNode& root, const std::string& dotted_key, const std::string& value, const std::string& origin,
               const std::string& status = "set");

/// The node at a dotted key, made with all that is missing on the way: mappings, and lists where a key is a number. A
/// scalar on the way becomes the `value` of a mapping.
/// @param origin  the file of what is made     @throws InputError for a number beyond the next of a list
InputNode& make_node(InputNode& root, const std::string& dotted_key, const std::string& origin);

/// The node at a dotted key, nullptr if there is none.
const InputNode* node_at(const InputNode& root, std::string_view dotted_key);

/// Whether it is a quantity with what is said of it: a mapping with a `value`.
bool is_quantity(const InputNode& node);

/// The text of a quantity: of a scalar, or of the `value` of a mapping; nullptr if it is neither.
const std::string* quantity_text(const InputNode& node);

}  // namespace closo
