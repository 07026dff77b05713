// All public headers of closo.
#pragma once

#include "closo/version.hpp"
