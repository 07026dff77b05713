// muParser behind a face without it.
#include "base/expression.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <muParser.h>

namespace closo {

/// The parser keeps the addresses of the variables.
struct Expression::Parsed {
  mu::Parser parser;
  std::vector<double> values;
};

Expression::Expression(const std::string& text, const std::vector<std::string>& variables)
    : parsed_(std::make_unique<Parsed>()) {
  parsed_->values.assign(variables.size(), 1.0);
  try {
    for (std::size_t k = 0; k < variables.size(); ++k) parsed_->parser.DefineVar(variables[k], &parsed_->values[k]);
    parsed_->parser.SetExpr(text);
    parsed_->parser.Eval();
  } catch (const mu::Parser::exception_type& error) {
    throw ExpressionError(error.GetMsg());
  }
}

Expression::~Expression() = default;

double Expression::operator()(const std::vector<double>& values) const {
  parsed_->values = values;  // of the same size, at the same place
  try {
    const double value = parsed_->parser.Eval();
    if (!std::isfinite(value)) throw ExpressionError("its value is not finite");
    return value;
  } catch (const mu::Parser::exception_type& error) {
    throw ExpressionError(error.GetMsg());
  }
}

}  // namespace closo
