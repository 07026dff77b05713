// Mutations of good steps and runs: refused or read, never worse. scripts/fuzz.sh looks further, guided by coverage.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/parse_anything.hpp"

namespace closo {
namespace {

std::vector<std::string> seeds(const std::string& subject) {
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator(CLOSO_SOURCE_DIR "/tests/fuzz/seeds/" + subject)) {
    std::ifstream file(entry.path());
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  std::sort(texts.begin(), texts.end());  // folders have no order, and the mutations should be the same everywhere
  return texts;
}

class Mutator {
 public:
  explicit Mutator(std::vector<std::string> texts) : texts_(std::move(texts)) {}

  std::string next() {
    std::string text = any();
    mutate(text);
    if (below(2) == 0) mutate(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  const std::string& any() { return texts_[below(texts_.size())]; }

  void mutate(std::string& text) {
    const std::size_t at = below(text.size() + 1), length = below(text.size() - at + 1) % 20;
    switch (below(6)) {
      case 0:
        text.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 4: {
        const std::string& other = any();
        text.replace(at, length, other.substr(below(other.size() + 1), below(40)));
        break;
      }
      default:
        text.insert(at, extremes_[below(std::size(extremes_))]);
    }
  }

  static constexpr const char* extremes_[] = {"1e400", "-1",      "nan",  "0",        "1e-320", "99999999999999999999",
                                              "{a}",   " until ", " or ", "repeat: ", "- ",     ": ",
                                              "[",     "]",       "\n",   "&a ",      "*a"};
  std::vector<std::string> texts_;
  std::mt19937 random_{20200904};  // any fixed number
};

constexpr int mutations = 3000;

TEST(MutatedInput, OfStepsIsRefusedOrReadsAsTheSameWhenPrinted) {
  Mutator mutator(seeds("protocol"));
  int good = 0;
  for (int k = 0; k < mutations; ++k) good += test::step_holds(mutator.next());
  EXPECT_GT(good, mutations / 100) << "the mutations are too coarse to test what is read";
  EXPECT_LT(good, mutations / 2);
}

TEST(MutatedInput, OfRunsIsRefusedOrReadsAsTheSameWhenWritten) {
  Mutator mutator(seeds("run"));
  int good = 0;
  for (int k = 0; k < mutations; ++k) good += test::run_holds(mutator.next());
  EXPECT_GT(good, mutations / 100) << "the mutations are too coarse to test what is read";
  EXPECT_LT(good, mutations / 2);
}

}  // namespace
}  // namespace closo
