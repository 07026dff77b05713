// Text as users write it: files read whole, strict numbers, and excerpts fit for an error message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace closo {

/// The largest file that is read; far above any real input, it keeps a wrong file from filling the memory.
inline constexpr std::size_t max_file_bytes = 64u << 20;

/// The whole of a text file without its byte-order mark, checked by check_text().
/// Throws InputError for a file that is missing, unreadable, a directory or larger than `max_bytes`.
std::string read_text_file(const std::filesystem::path& path, std::size_t max_bytes = max_file_bytes);

/// Throws InputError, with the line, unless `text` is UTF-8 without control characters other than tab and line breaks.
void check_text(const std::string& text, const std::string& name);

/// "file:line", or the file alone for line 0.
std::string place(const std::string& file, int line);

/// `text` on one line and cut to a length that fits into an error message.
std::string excerpt(std::string_view text);

/// `text` without spaces, tabs and line breaks at both ends.
std::string_view trimmed(std::string_view text);

/// The parts of `text` between the characters `at`; one without any.
std::vector<std::string_view> split(std::string_view text, char at);

/// The finite decimal number at the start of `text`, taken off it; nothing (and `text` unchanged) if there is none.
std::optional<double> take_number(std::string_view& text);

/// How many numbers the program has looked for in texts so far, for tests of what is to read none.
std::int64_t numbers_read();

/// `text` with small letters for A to Z, in every locale.
std::string lower_case(std::string text);

/// The candidate that `word` is most likely a misspelling of, or "" if none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean 'porosity'?" for the nearest candidate, or "" if none is near.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

/// "'a', 'b', 'c'", for a message.
std::string quoted_list(const std::vector<std::string>& words);

}  // namespace closo
