// Numbers, tables and expressions of BPX as nodes of an input.
#include "formats/bpx/entries.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/expression.hpp"
#include "base/reporting_units.hpp"

namespace closo::bpx {
namespace {

using Kind = InputNode::Kind;

std::string with_unit(double value, const std::string& unit) {
  return unit == "1" ? fmt::format("{}", value) : fmt::format("{} {}", value, unit);
}

InputNode stated(const std::string& text, const char* status, const std::string& source, const JsonValue& origin) {
  InputNode node = mapping_of(origin);
  put(node, "value", word(text, origin));
  put(node, "status", word(status, origin));
  put(node, "source", word(source, origin));
  return node;
}

struct Points {
  std::vector<double> x, y;
};

/// Ends the lines where the argument does.
void clip(Points& p, const CurveOf& of) {
  const auto at = [&](double x, std::size_t k) {
    return p.y[k] + (x - p.x[k]) / (p.x[k + 1] - p.x[k]) * (p.y[k + 1] - p.y[k]);
  };
  while (p.x.size() > 2 && p.x[1] <= of.lowest) p.x.erase(p.x.begin()), p.y.erase(p.y.begin());
  if (p.x.front() < of.lowest) p.y.front() = at(of.lowest, 0), p.x.front() = of.lowest;
  while (p.x.size() > 2 && p.x[p.x.size() - 2] >= of.highest) p.x.pop_back(), p.y.pop_back();
  if (p.x.back() > of.highest) p.y.back() = at(of.highest, p.x.size() - 2), p.x.back() = of.highest;
}

/// Goes on as the first and the last line do, as far as values stay above a tenth of those at the ends; but for an end
/// that is such a continuation, of a file that was imported and exported before.
void go_on(Points& p, const CurveOf& of, const JsonValue& table) {
  constexpr double least = 0.1, same = 1e-9;
  using Point = std::pair<double, double>;
  const auto beyond = [&](std::size_t end, std::size_t before, double limit) {
    const double fall = -(p.y[end] - p.y[before]) / (p.x[end] - p.x[before]) * (limit - p.x[end]);
    const double share = fall > 0 ? std::min(1.0, (1 - least) * p.y[end] / fall) : 1.0;
    return Point(p.x[end] + share * (limit - p.x[end]), p.y[end] - share * fall);
  };
  const auto near = [](double a, double b) { return std::abs(a - b) <= same * std::abs(a); };
  const std::size_t last = p.x.size() - 1;
  const auto went_on = [&](std::size_t end, std::size_t before, std::size_t first, double limit) {
    const Point made = beyond(before, first, limit);
    return near(p.x[end], made.first) && near(p.y[end], made.second);
  };
  const Point low = beyond(0, 1, of.lowest), high = beyond(last, last - 1, of.highest);
  const double from = p.x.front(), to = p.x.back();
  const bool down = low.first < from && !(last > 1 && went_on(0, 1, 2, of.lowest)),
             up = high.first > to && !(last > 1 && went_on(last, last - 1, last - 2, of.highest));
  if (!down && !up) return;
  if (down) p.x.insert(p.x.begin(), low.first), p.y.insert(p.y.begin(), low.second);
  if (up) p.x.push_back(high.first), p.y.push_back(high.second);
  of.continued->push_back(
      fmt::format("{}: a table from {:g} to {:g}, whose first and last line go on from {:.4g} to {:.4g}", table.path(),
                  from, to, p.x.front(), p.x.back()));
}

/// In ascending order. A row that is there twice counts once.
Points sorted(const JsonValue& table, const CurveOf& of) {
  table.allow({"x", "y"});
  const std::vector<double> x = table.at("x").numbers(Range::any(), "1"), y = table.at("y").numbers(of.values, of.unit);
  if (x.size() != y.size()) table.fail(fmt::format("as many numbers in y as in x, not {} and {}", y.size(), x.size()));
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t k) { return x[k]; });
  Points points;
  for (const std::size_t k : order) {
    if (!points.x.empty() && points.x.back() == x[k]) {
      if (points.y.back() != y[k]) table.fail(fmt::format("one value of y at x = {}", x[k]));
      continue;
    }
    points.x.push_back(x[k]), points.y.push_back(y[k]);
  }
  if (points.x.size() < 2) table.fail("at least two rows of a table");
  clip(points, of);
  if (points.x.front() > of.from || points.x.back() < of.to)
    table.fail(fmt::format("a table that covers {:g} to {:g}, not {:g} to {:g}", of.from, of.to, points.x.front(),
                           points.x.back()));
  if (of.continued != nullptr) go_on(points, of, table);
  return points;
}

void put_table(InputNode& mapping, const JsonValue& value, const CurveOf& of) {
  const Points points = sorted(value, of);
  std::string csv =
      fmt::format("{},value{}\n", of.header, of.unit == std::string("1") ? "" : fmt::format(" [{}]", of.unit));
  for (std::size_t k = 0; k < points.x.size(); ++k) csv += fmt::format("{},{}\n", points.x[k], points.y[k]);
  InputNode table = mapping_of(value);
  put(table, "name", word(value.path(), value));
  put(table, "csv", word(csv, value));
  put(mapping, "table", std::move(table));
  put(mapping, "interpolation", word("linear", value));
}

/// From where to where an expression has values that are allowed, around where it has to.
std::pair<double, double> extent(const Expression& f, const CurveOf& of, double to_closo, const JsonValue& value) {
  constexpr int steps = 1000;
  const auto holds = [&](double x) {
    try {
      return of.values.contains(f({x * to_closo}));
    } catch (const ExpressionError&) {
      return false;
    }
  };
  for (int k = 0; k <= steps; ++k)
    if (const double x = of.from + (of.to - of.from) * k / steps; !holds(x))
      value.fail(fmt::format("{} from {:g} to {:g}, which it is not at x = {:g}", of.values.describe(of.unit), of.from,
                             of.to, x));
  const auto reach = [&](double begin, double end) {
    double last = begin;
    for (int k = 1; k <= steps; ++k) {
      const double x = k == steps ? end : begin + (end - begin) * k / steps;
      if (!holds(x)) break;
      last = x;
    }
    return last;
  };
  return {reach(of.from, of.lowest), reach(of.to, of.highest)};
}

void put_expression(InputNode& mapping, const JsonValue& value, const CurveOf& of) {
  try {
    const bool stoichiometry = of.dialect.variable == of_stoichiometry.variable;
    const std::string formula = translated(value.text(), python, of.dialect);
    const Expression f(formula, {of.dialect.variable});
    const auto [from, to] = extent(f, of, stoichiometry ? 1 : to_mol_per_l, value);
    InputNode expression = mapping_of(value);
    put(expression, "formula", word(formula, value));
    if (of.unit != std::string("1")) put(expression, "unit", word(of.unit, value));
    if (!stoichiometry || from > 0 || to < 1) {
      put(expression, "from", word(with_unit(from, stoichiometry ? "1" : "mol/m3"), value));
      put(expression, "to", word(with_unit(to, stoichiometry ? "1" : "mol/m3"), value));
    }
    put(mapping, "expression", std::move(expression));
  } catch (const ExpressionError& error) {
    value.fail(fmt::format("a formula of x in Python's syntax; {}", error.what()));
  }
}

}  // namespace

InputNode mapping_of(const JsonValue& value) {
  return InputNode::mapping(value.where());
}

InputNode word(const std::string& text, const JsonValue& origin) {
  return {text, origin.where(), 0};
}

void put(InputNode& mapping, const std::string& key, InputNode node) {
  mapping.children.emplace_back(key, std::move(node));
}

InputNode quantity(const JsonValue& value, const std::string& unit) {
  return stated(with_unit(value.number(Range::any(), unit), unit), "literature", value.path(), value);
}

InputNode derived(double value, const std::string& unit, const JsonValue& origin, const std::string& how) {
  return stated(with_unit(value, unit), "derived", how, origin);
}

InputNode assumed(const std::string& text, const JsonValue& origin, const std::string& why) {
  return stated(text, "estimated", why, origin);
}

bool put_curve(InputNode& mapping, const JsonValue& value, const CurveOf& of) {
  if (value.json().is_object()) {
    put_table(mapping, value, of);
  } else if (value.json().is_string()) {
    put_expression(mapping, value, of);
  } else if (value.json().is_number()) {
    const double number = value.number(of.values, of.unit);
    put(mapping, "value", word(with_unit(number, of.unit), value));
    put(mapping, "status", word("literature", value));
    put(mapping, "source", word(value.path(), value));
    return true;
  } else {
    value.fail("a number, a formula of x or a table with x and y");
  }
  return false;
}

}  // namespace closo::bpx
