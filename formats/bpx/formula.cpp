// A parser by precedence that writes while it reads.
#include "formats/bpx/formula.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "base/expression.hpp"
#include "base/text.hpp"

namespace closo::bpx {
namespace {

constexpr std::size_t longest = 10'000;
constexpr int deepest = 100;

/// A function by its names here and there.
struct Function {
  const char *python, *closo;
  std::size_t arguments;
};
constexpr Function functions[] = {
    {"exp", "exp", 1},   {"tanh", "tanh", 1},   {"cosh", "cosh", 1},   {"sinh", "sinh", 1},   {"log", "ln", 1},
    {"sqrt", "sqrt", 1}, {"sin", "sin", 1},     {"cos", "cos", 1},     {"tan", "tan", 1},     {"asin", "asin", 1},
    {"acos", "acos", 1}, {"atan", "atan", 1},   {"asinh", "asinh", 1}, {"acosh", "acosh", 1}, {"atanh", "atanh", 1},
    {"abs", "abs", 1},   {"log10", "log10", 1}, {"log2", "log2", 1},   {"min", "min", 2},     {"max", "max", 2},
};

/// From what binds least to what needs no parentheses.
enum class Binding { sum, sign, product, power, atom };

/// What has been read, as it is to be written.
struct Piece {
  std::string text;
  Binding binding = Binding::atom;
  bool signed_first = false;  // begins with a sign
};

class Translator {
 public:
  Translator(std::string_view text, const Dialect& from, const Dialect& to) : text_(text), from_(from), to_(to) {}

  std::string whole() {
    if (text_.size() > longest) throw ExpressionError(fmt::format("it is longer than {} characters", longest));
    Piece all = sum();
    if (at_ < text_.size()) fail();
    return all.text;
  }

 private:
  [[noreturn]] void fail(const std::string& expected = "an operator + - * / or a power") {
    const std::string_view found = text_.substr(std::min(at_, text_.size()), 12);
    throw ExpressionError(
        found.empty() ? fmt::format("it ends where {} is expected", expected)
                      : fmt::format("'{}' at character {}, where {} is expected", excerpt(found), at_ + 1, expected));
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool next_is(std::string_view token) {
    skip();
    return text_.substr(at_).starts_with(token);
  }
  bool take(std::string_view token) {
    if (!next_is(token)) return false;
    at_ += token.size();
    return true;
  }
  /// A product and no power; "//" and "@" are no operators here.
  bool take_product() { return !(next_is("**") || next_is("//")) && take("*"); }
  bool take_quotient() { return !next_is("//") && take("/"); }

  /// As an operand of what binds as strongly as `least`.
  static std::string operand(const Piece& p, Binding least, bool on_the_right) {
    const bool bare = p.binding >= least && !(on_the_right && p.signed_first);
    return bare ? p.text : "(" + p.text + ")";
  }

  Piece sum() {
    Piece left = product();
    for (;;) {
      const char* sign = take("+") ? "+" : take("-") ? "-" : nullptr;
      if (sign == nullptr) return left;
      const Piece right = product();
      left = {fmt::format("{} {} {}", operand(left, Binding::sum, false), sign, operand(right, Binding::product, true)),
              Binding::sum, left.signed_first};
    }
  }

  Piece product() {
    Piece left = factor();
    for (;;) {
      const char* sign = take_product() ? "*" : take_quotient() ? "/" : nullptr;
      if (sign == nullptr) return left;
      const Piece right = factor();
      if (*sign == '/' && right.text == "1000" && left.text == concentration) {
        left = {to_.variable};
      } else if (*sign == '*' && left.text == "1000" && right.text == thousandth) {
        left = {to_.variable};
      } else {
        left = {
            fmt::format("{} {} {}", operand(left, Binding::sign, false), sign, operand(right, Binding::power, true)),
            Binding::product, left.signed_first && left.binding >= Binding::sign};
      }
    }
  }

  Piece factor() {
    const Deeper deeper(*this);
    if (take("+")) return factor();
    if (!take("-")) return power();
    const Piece of = factor();
    return {"-" + operand(of, Binding::atom, true), Binding::sign, true};
  }

  Piece power() {
    Piece base = atom();
    if (!take(from_.power)) return base;
    const Piece exponent = factor();  // which may have a sign, and a power of its own
    return {
        fmt::format("{} {} {}", operand(base, Binding::atom, true), to_.power, operand(exponent, Binding::atom, true)),
        Binding::power, false};
  }

  Piece atom() {
    skip();
    if (take("(")) {
      Piece inner = sum();
      if (!take(")")) fail("')' or an operator");
      return inner;
    }
    if (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) return number();
    const std::string_view name = word();
    if (name.empty()) fail("a number, a function, '(' or " + quoted_variable());
    if (name == from_.variable) return variable();
    return call(name);
  }

  Piece number() {
    double value = 0;
    const std::string_view rest = text_.substr(at_);
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (error != std::errc{} || !std::isfinite(value)) fail("a number");
    const std::size_t begin = at_;
    at_ += static_cast<std::size_t>(end - rest.data());
    const char after = at_ < text_.size() ? text_[at_] : ' ';
    if (is_letter(after) || is_digit(after) || after == '.') {  // "0x1F", "1_000", "2j", "1e"
      at_ = begin;
      fail("a decimal number");
    }
    return {fmt::format("{}", value)};
  }

  /// In mol/m3 of BPX, mol/l of closo.
  Piece variable() const {
    if (to_.variable == std::string_view("c")) return {concentration, Binding::product};
    if (from_.variable == std::string_view("c")) return {thousandth, Binding::product};
    return {to_.variable};
  }

  Piece call(std::string_view name) {
    const auto named = [&](const Function& f) {
      return name == (from_.of_bpx ? f.python : f.closo) ||
             (!from_.of_bpx && name == "log" && f.closo == std::string_view("ln"));
    };
    const auto* const f = std::ranges::find_if(functions, named);
    if (f == std::end(functions)) {
      at_ -= name.size();
      fail(fmt::format("a function such as exp or tanh, or {}", quoted_variable()));
    }
    if (!take("(")) fail("'(' after a function");
    std::string arguments = sum().text;
    for (std::size_t k = 1; k < f->arguments; ++k) {
      if (!take(",")) fail("','");
      arguments += ", " + sum().text;
    }
    if (!take(")")) fail("')' or an operator");
    return {fmt::format("{}({})", to_.of_bpx ? f->python : f->closo, arguments)};
  }

  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || (at_ > begin && is_digit(text_[at_])))) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
  std::string quoted_variable() const { return fmt::format("'{}'", from_.variable); }

  /// Keeps parentheses and signs from going as deep as the stack.
  struct Deeper {
    explicit Deeper(Translator& translator) : t(translator) {
      if (++t.depth_ > deepest) throw ExpressionError(fmt::format("it is nested deeper than {} times", deepest));
    }
    ~Deeper() { --t.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Translator& t;
  };

  static constexpr const char* concentration = "1000 * c";
  static constexpr const char* thousandth = "x / 1000";

  std::string_view text_;
  const Dialect &from_, &to_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::string translated(const std::string& formula, const Dialect& from, const Dialect& to) {
  return Translator(formula, from, to).whole();
}

}  // namespace closo::bpx
