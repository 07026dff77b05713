// YAML text to the input tree and back; the parser is yaml-cpp's, the checks are ours.
#include "io/yaml_input.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace closo {

namespace {

using Kind = InputNode::Kind;

constexpr std::size_t max_depth = 64;             // real input has about 8; recursion over the tree must stay shallow
constexpr std::size_t max_nodes = 1'000'000;      // with aliases expanded, which a few lines of YAML can make endless
constexpr std::size_t max_key_length = 128;       // YAML ends a key of one line after 1024 characters, escapes included
constexpr std::size_t max_yaml_bytes = 8u << 20;  // the parser takes up to 230 bytes of memory for one of text

/// The nodes of a tree; a long scalar counts as several, or aliases of it could still fill the memory.
std::size_t count_nodes(const InputNode& node) {
  constexpr std::size_t bytes_per_node = 64;
  std::size_t count = 1 + node.scalar.size() / bytes_per_node;
  for (const auto& [key, child] : node.children) count += count_nodes(child);
  return count;
}

/// Builds the tree from the events of the parser, which are the only place where aliases can still be counted.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string file) : file_(std::move(file)) {}

  /// Nothing if the text has no document.
  std::optional<InputNode> take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_) fail(mark.line + 1, "a second document", "a single YAML document");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (expects_key()) fail(mark.line + 1, "", "a text key");
    add(make(Kind::null, mark, ""), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (expects_key()) fail(mark.line + 1, "an alias", "a text key");
    const auto target = anchored_.find(anchor);
    if (target == anchored_.end())
      fail(mark.line + 1, "an alias that contains itself", "an alias of a node that is complete");
    count(count_nodes(target->second), mark.line + 1);
    InputNode copy = target->second;
    copy.line = mark.line + 1;
    if (depth_of(copy) + open_.size() > max_depth) fail_depth(copy.line);
    add(std::move(copy), 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(tag, mark);
    if (expects_key()) return start_key(value, mark.line + 1);
    InputNode node = make(Kind::scalar, mark, tag);
    node.scalar = value;
    add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  /// A sequence or mapping whose end has not come yet.
  struct Open {
    InputNode node;
    YAML::anchor_t anchor = 0;
    std::optional<std::string> key;
    int key_line = 0;
    std::set<std::string> keys;
  };

  bool expects_key() const { return !open_.empty() && open_.back().node.kind == Kind::mapping && !open_.back().key; }

  InputNode make(Kind kind, const YAML::Mark& mark, const std::string& tag) {
    check_tag(tag, mark);
    count(1, mark.line + 1);
    InputNode node;
    node.kind = kind;
    node.file = file_;
    node.line = mark.line + 1;
    return node;
  }

  void start_key(const std::string& key, int line) {
    Open& mapping = open_.back();
    if (key.empty()) fail(line, "", "a text key");
    if (key.size() > max_key_length) fail(line, key, fmt::format("a key of at most {} bytes", max_key_length));
    if (!mapping.keys.insert(key).second) fail(line, key, "each key only once; this one is a duplicate");
    mapping.key = key;
    mapping.key_line = line;
  }

  void start(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (expects_key()) fail(mark.line + 1, kind == Kind::mapping ? "a mapping" : "a sequence", "a text key");
    if (open_.size() >= max_depth) fail_depth(mark.line + 1);
    open_.push_back({.node = make(kind, mark, tag), .anchor = anchor, .key = {}, .key_line = 0, .keys = {}});
  }

  void end() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    add(std::move(closed.node), closed.anchor);
  }

  void add(InputNode node, YAML::anchor_t anchor) {
    if (anchor != 0) {
      count(count_nodes(node), node.line);
      anchored_.insert_or_assign(anchor, node);
    }
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.key) node.line = parent.key_line;  // a block starts below its key, but people look for the key
    parent.node.children.emplace_back(parent.key.value_or(""), std::move(node));
    parent.key.reset();
  }

  static std::size_t depth_of(const InputNode& node) {
    std::size_t below = 0;
    for (const auto& [key, child] : node.children) below = std::max(below, depth_of(child));
    return below + (node.kind == Kind::sequence || node.kind == Kind::mapping ? 1 : 0);
  }

  void count(std::size_t nodes, int line) {
    count_ += nodes;
    if (count_ > max_nodes) fail(line, "more", fmt::format("at most {} values (aliases expanded)", max_nodes));
  }

  void check_tag(const std::string& tag, const YAML::Mark& mark) const {
    const bool none = tag.empty() || tag == "?" || tag == "!";  // plain and quoted scalars
    if (!none) fail(mark.line + 1, "tag " + tag, "a value without a tag");
  }

  [[noreturn]] void fail_depth(int line) const {
    fail(line, "deeper nesting", fmt::format("at most {} levels of nesting", max_depth));
  }

  [[noreturn]] void fail(int line, const std::string& found, const std::string& expected) const {
    std::string path;
    for (const Open& open : open_) {
      if (open.key) path += (path.empty() ? "" : ".") + *open.key;
    }
    throw InputError(place(file_, line), excerpt(path), excerpt(found), expected);
  }

  std::string file_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, InputNode> anchored_;
  std::optional<InputNode> root_;
  std::size_t count_ = 0;
};

/// The error of the parser with the line it points at (from 0; -1 if unknown).
InputError syntax_error(const std::string& text, const std::string& name, const YAML::Exception& error) {
  std::istringstream stream(text);
  std::string content;
  for (int i = 0; i <= error.mark.line; ++i) {
    content.clear();
    std::getline(stream, content);
  }
  const bool at_end = error.mark.line >= 0 && !stream;
  const std::string reason = at_end ? "an earlier quote or bracket is not closed" : error.msg;
  const std::string found = at_end ? "the end of the file" : excerpt(trimmed(content));
  return {place(name, error.mark.line + 1), "", found, "valid YAML (" + excerpt(reason) + ")"};
}

/// Whether the text means itself when it is written without quotes. Says no to much that would.
bool is_plain(const std::string& text) {
  const auto is_alnum = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const std::set<std::string> null_words = {"null", "Null", "NULL"};
  if (text.empty() || null_words.contains(text) || text.back() == ' ') return false;
  const bool sign = text[0] == '-' || text[0] == '+' || text[0] == '.';
  if (!is_alnum(text[0]) && !(sign && text.size() > 1 && is_alnum(text[1]))) return false;
  return std::ranges::all_of(text, [&](char c) {
    return is_alnum(c) || static_cast<unsigned char>(c) >= 0xa0 ||
           std::string(" _-+./*^()%=;").find(c) != std::string::npos;
  });
}

std::string scalar_text(const std::string& text) {
  if (is_plain(text)) return text;
  std::string out = "\"";
  for (const char c : text) {
    const unsigned char byte = c;
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

bool is_block(const InputNode& node) {
  return !node.children.empty();
}

/// Whether a text of several lines, such as a table, can stand as it is below a key.
bool is_literal(const std::string& text) {
  const auto plain = [](const char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); };
  return text.size() > 1 && text.ends_with('\n') && !text.ends_with("\n\n") && text.front() != ' ' &&
         text.front() != '\n' && std::ranges::all_of(text, plain);
}

std::string literal_text(const std::string& text, std::size_t indent) {
  std::string out = "|\n";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    if (end - begin > 1) out.append(indent, ' ');
    out.append(text, begin, end - begin);
    begin = end;
  }
  return out;
}

/// The node as lines that start with `indent` spaces, or as the rest of a line if it is no block.
std::string node_text(const InputNode& node, std::size_t indent) {
  const bool mapping = node.kind == Kind::mapping;
  if (node.kind == Kind::null) return "null\n";
  if (node.kind == Kind::scalar)
    return indent > 0 && is_literal(node.scalar) ? literal_text(node.scalar, indent) : scalar_text(node.scalar) + "\n";
  if (!is_block(node)) return mapping ? "{}\n" : "[]\n";
  std::string out;
  for (const auto& [key, child] : node.children) {
    const std::string below = node_text(child, indent + 2);
    out += std::string(indent, ' ');
    if (mapping) {
      out += scalar_text(key) + (is_block(child) ? ":\n" : ": ") + below;
    } else {
      out += "- " + (is_block(child) ? below.substr(indent + 2) : below);
    }
  }
  return out;
}

}  // namespace

InputNode read_yaml_file(const std::filesystem::path& path) {
  return parse_yaml(read_text_file(path, max_yaml_bytes), path.string());
}

InputNode parse_yaml(const std::string& text, const std::string& name) {
  check_text(text, name);
  TreeBuilder builder(name);
  try {
    // yaml-cpp takes an open quote for closed where the text ends in a line break, but not at an end of document.
    std::istringstream stream(text + (text.ends_with('\n') ? "...\n" : "\n...\n"));
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw syntax_error(text, name, error);
  }
  auto root = builder.take();
  if (!root || root->kind == Kind::null) throw InputError(place(name, 0), "", "", "a YAML document");
  return std::move(*root);
}

std::string write_yaml(const InputNode& node) {
  return node_text(node, 0);
}

}  // namespace closo
