// Text as users write it: files read whole, strict numbers, and excerpts fit for an error message.
#include "base/text.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <fstream>
#include <numeric>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace closo {

namespace {

std::atomic<std::int64_t> numbers_taken = 0;

bool is_control(unsigned char c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

/// Length of the UTF-8 sequence that starts at `i`, 0 if it is not one (RFC 3629).
std::size_t utf8_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) -> unsigned char { return k < text.size() ? text[k] : 0; };
  const unsigned char lead = byte(i);
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(i + 1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second >= 0xa0;
  const bool above_unicode = lead == 0xf4 && second >= 0x90;
  return overlong || surrogate || above_unicode ? 0 : length;
}

/// How many letters are missing, too many, others, or two neighbours exchanged.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  using Row = std::vector<std::size_t>;
  Row before_last, last, row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string read_text_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const std::string name = path.string();
  const std::string readable = "a readable text file";
  std::error_code ignored;  // is_directory() is false on error, and opening the file then fails with the same error
  if (std::filesystem::is_directory(path, ignored))
    throw InputError::invalid(excerpt(name), "", "this is a directory; expected " + readable);
  std::ifstream stream(path, std::ios::binary);
  if (!std::filesystem::exists(path, ignored)) throw InputError::missing(excerpt(name), "", readable);
  if (!stream) throw InputError::invalid(excerpt(name), "", "the file cannot be opened; expected " + readable);

  std::string text;
  std::vector<char> chunk(1 << 16);
  while (text.size() <= max_bytes && (stream.read(chunk.data(), std::ssize(chunk)) || stream.gcount() > 0)) {
    text.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) throw InputError::invalid(excerpt(name), "", "the file cannot be read to its end");
  if (text.size() > max_bytes) {
    throw InputError::invalid(excerpt(name), "", fmt::format("the file is larger than {} MB", max_bytes >> 20));
  }
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  check_text(text, name);
  return text;
}

void check_text(const std::string& text, const std::string& name) {
  int line = 1;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char c = text[i];
    const std::size_t length = is_control(c) ? 0 : utf8_length(text, i);
    if (length == 0) {
      throw InputError(place(name, line), "", fmt::format("byte 0x{:02x}", c), "UTF-8 text; is this a text file?");
    }
    if (c == '\n') ++line;
    i += length;
  }
}

std::string place(const std::string& file, int line) {
  return line > 0 ? fmt::format("{}:{}", excerpt(file), line) : excerpt(file);
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t max_length = 200;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    if (out.size() + length > max_length) return out + "...";
    const unsigned char c = text[i];
    const bool printable = length > 0 && c >= 0x20 && c != 0x7f;
    if (printable) {
      out.append(text.substr(i, length));
    } else {
      out += c == '\n' || c == '\t' ? ' ' : '?';
    }
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(at); end != std::string_view::npos; end = text.find(at)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::int64_t numbers_read() {
  return numbers_taken.load(std::memory_order_relaxed);
}

std::optional<double> take_number(std::string_view& text) {
  numbers_taken.fetch_add(1, std::memory_order_relaxed);
  std::string_view digits = text;
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
  text = digits.substr(static_cast<std::size_t>(end - digits.data()));
  return value;
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest = 64;  // the distance costs length squared, and nobody misspells longer words
  if (word.size() > longest) return "";
  std::size_t best_distance = 1 + std::max<std::size_t>(word.size() / 3, 1);
  std::string best;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = candidate;
  }
  return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_word(word, candidates);
  return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
}

std::string quoted_list(const std::vector<std::string>& words) {
  constexpr std::size_t max_words = 40;
  std::string list;
  for (std::size_t i = 0; i < words.size() && i < max_words; ++i) {
    list += (i == 0 ? "'" : ", '") + excerpt(words[i]) + "'";
  }
  return words.size() > max_words ? list + ", ..." : list;
}

}  // namespace closo
