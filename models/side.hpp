// The ends of a cell.
#pragma once

#include <array>

namespace closo {

/// On discharge ions leave the negative electrode.
enum class Side { negative, positive };
inline constexpr std::array sides = {Side::negative, Side::positive};

}  // namespace closo
