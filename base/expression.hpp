// Expressions that a user wrote, of named variables.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace closo {

/// A text that is no expression in its variables; what() says why.
struct ExpressionError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An expression with + - * / ^, parentheses and the functions of muParser (exp, log, tanh, sqrt, min, ...).
class Expression {
 public:
  /// @throws ExpressionError
  Expression(const std::string& text, const std::vector<std::string>& variables);
  ~Expression();

  /// @param values  of the variables in their order     @throws ExpressionError, also for a value that is not finite
  double operator()(const std::vector<double>& values) const;

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace closo
