// Texts are set in the tree, which is read again.
#include "formats/yaml/run_source.hpp"

#include "formats/yaml/run_input.hpp"

namespace closo {
namespace {

class TreeSource : public RunSource {
 public:
  explicit TreeSource(ResolvedInput run) : run_(std::move(run)) {}

  std::unique_ptr<RunSource> copy() const override { return source_of(run_); }
  const std::string* at(const std::string& key) const override { return text_at(run_, key); }
  void set(const std::string& key, const std::string& text, const std::string& origin,
           const std::string& status) override {
    set_value(run_.tree, key, text, origin, status);
  }
  RunSpec spec() const override { return read_run_spec(run_, nullptr); }
  std::string text() const override { return text_of(run_); }

 private:
  ResolvedInput run_;
};

}  // namespace

std::unique_ptr<RunSource> source_of(ResolvedInput run) {
  return std::make_unique<TreeSource>(std::move(run));
}

}  // namespace closo
