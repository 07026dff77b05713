"""Finds what can be changed in a C++ source so that it means something else: one mutant for each change.

The sources are formatted by clang-format, which tells operators from declarations: a binary operator stands between
blanks, a reference, a pointer or a template argument does not. Comments, texts, includes, templates, declarations,
assertions and what is thrown are left as they are.
"""
import dataclasses
import hashlib
import re

TOKEN = re.compile(r'''
    (?P<skip>//[^\n]*|/\*.*?\*/|^[ \t]*\#[^\n]*(?:\\\n[^\n]*)*)
  | (?P<text>R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')
  | (?P<number>0[xX][0-9a-fA-F]+|(?:\d[\d']*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFlLuUzZ]*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<op><=>|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\*=|/=|::|\.\.\.|[^\s\w])
''', re.X | re.S | re.M)

SWAPPED = {"+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="],
           "<": ["<=", ">"], ">": [">=", "<"], "<=": ["<", ">="], ">=": [">", "<="], "==": ["!="], "!=": ["=="],
           "&&": ["||"], "||": ["&&"]}
NAMES = {"min": "max", "max": "min", "minCoeff": "maxCoeff", "maxCoeff": "minCoeff", "floor": "ceil", "ceil": "floor",
         "sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "head": "tail", "tail": "head", "front": "back",
         "back": "front", "true": "false", "false": "true", "lower_bound": "upper_bound", "upper_bound": "lower_bound"}
KINDS = {"+": "operator", "-": "operator", "*": "operator", "/": "operator", "<": "comparison", ">": "comparison",
         "<=": "comparison", ">=": "comparison", "==": "comparison", "!=": "comparison", "&&": "logic", "||": "logic"}
INDEX = re.compile(r"[a-np-z]$|place$|flat$|row$|column$")
# Where a value begins, so that a minus is a sign.
BEFORE_SIGN = {"(", ",", "=", "return", "?", ":", "[", "{", "<", ">", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/"}
ENDS_TERM = {"+", "-", ",", ";", ")", "]", "}", "?", ":", "<", ">", "<=", ">=", "==", "!=", "&&", "||", "<<", "=", "+=", "-="}
KEYWORDS = {"if", "for", "while", "switch", "return", "throw", "using", "typedef", "break", "continue", "static", "const",
            "constexpr", "auto", "case", "default", "else", "do", "goto", "template", "namespace", "struct", "class", "enum",
            "public", "private", "protected", "virtual", "friend", "extern", "inline", "explicit", "operator", "delete",
            "new", "try", "catch", "bool", "int", "double", "long", "void", "char", "unsigned", "sizeof", "static_assert",
            "assert"}


@dataclasses.dataclass
class Token:
    kind: str
    text: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    kind: str
    start: int
    end: int
    after: str
    key: str
    before_line: str
    after_line: str
    body: tuple  # first and last line of the function around it, or None

    def apply(self, source):
        return source[:self.start] + self.after + source[self.end:]


def tokens_of(source):
    return [Token(m.lastgroup, m.group(), m.start(), m.end())
            for m in TOKEN.finditer(source) if m.lastgroup != "skip"]


def closing(tokens, k):
    """The index of the bracket that closes that at k."""
    depth = 0
    for m in range(k, len(tokens)):
        if tokens[m].kind == "op":
            depth += (tokens[m].text in "([{") - (tokens[m].text in ")]}")
            if depth == 0:
                return m
    return len(tokens) - 1


class Source:
    """One file, cut into tokens, with what may be changed in it."""

    def __init__(self, name, text):
        self.name, self.text, self.tokens = name, text, tokens_of(text)
        self.live = self.live_tokens()

    def spaced(self, k):
        t = self.tokens[k]
        return self.text[t.start - 1] in " \n" and self.text[t.end] in " \n"

    def texts(self, first, end):
        return [t.text for t in self.tokens[first:end]]

    def live_tokens(self):
        """Whether each token is part of what is computed: of a function's body, of the initialisers of a constructor, or
        the value of a constant at namespace scope."""
        live, scopes, begin, initialisers = [False] * len(self.tokens), ["namespace"], 0, False
        self.bodies, opened = [], []  # outermost ones, as places in the text
        for k, t in enumerate(self.tokens):
            if t.kind == "op" and t.text == "{":
                scopes.append(self.scope_of(begin, k, scopes[-1]))
                opened.append(self.tokens[begin].start)
                if scopes[-1] != "value":
                    begin, initialisers = k + 1, False
                continue
            if t.kind == "op" and t.text == "}":
                closed, start = scopes.pop(), opened.pop()
                if closed == "body" and "body" not in scopes:
                    self.bodies.append((start, t.end))
                if closed != "value":
                    begin, initialisers = k + 1, False
                continue
            outer = next(s for s in reversed(scopes) if s != "value")
            if outer != "body" and t.text == ":" and k > 0 and self.tokens[k - 1].text == ")":
                initialisers = True
            constant = outer == "namespace" and "constexpr" in self.texts(begin, k) and "=" in self.texts(begin, k)
            live[k] = outer == "body" or initialisers or constant
            if t.text == ";":
                begin, initialisers = k + 1, False
        self.silence(live)
        return live

    def scope_of(self, begin, k, outer):
        before = self.texts(begin, k)
        if "namespace" in before:
            return "namespace"
        if outer != "body" and {"struct", "class", "union"} & set(before) and "(" not in before:
            return "class"
        if "enum" in before:
            return "enum"
        if not before:
            return "body"
        if before[-1] in (")", "const", "override", "noexcept", "else", "do", "try", "mutable") or before[-1] == ":":
            return "body"
        initialising = outer != "body" and any(a == ")" and b == ":" for a, b in zip(before, before[1:]))
        if initialising and self.text[self.tokens[k].start - 1] == " ":
            return "body"
        if "[" in before and before[-1] in ("]",):
            return "body"  # a lambda without parameters
        return "value"

    def silence(self, live):
        """Leaves out what is thrown, asserted or merely declared."""
        for k, t in enumerate(self.tokens):
            end = k
            if t.text in ("throw", "using", "static_assert", "assert", "case"):
                depth = 0
                while end < len(self.tokens) and not (depth == 0 and self.tokens[end].text in (";", ":")):
                    depth += (self.tokens[end].text in "([{") - (self.tokens[end].text in ")]}")
                    end += 1
            elif t.text == "template" or (t.text == "static_cast" and self.tokens[k + 1].text == "<"):
                depth, end = 0, k + 1
                while True:
                    depth += (self.tokens[end].text == "<") - (self.tokens[end].text == ">")
                    if depth == 0:
                        break
                    end += 1
            for m in range(k, end):
                live[m] = False

    def changes(self):
        """Triples (kind, (start, end), after)."""
        for k, t in enumerate(self.tokens):
            if not self.live[k]:
                continue
            if t.kind == "op":
                yield from self.operator_changes(k, t)
            elif t.kind == "number":
                yield from self.number_changes(k, t)
            elif t.kind == "name":
                yield from self.name_changes(k, t)
                yield from self.statement_changes(k)

    def operator_changes(self, k, t):
        before, after = self.tokens[k - 1], self.tokens[k + 1]
        ends_value = before.kind in ("number", "text") or before.text in (")", "]") or (
            before.kind == "name" and before.text not in KEYWORDS)
        if t.text in SWAPPED and self.spaced(k) and ends_value:
            for other in SWAPPED[t.text]:
                yield KINDS.get(t.text, "operator"), (t.start, t.end), other
            if t.text in ("+", "-"):
                end = self.end_of_term(k + 1, ENDS_TERM)
                yield "term dropped", (before.end, self.tokens[end - 1].end), ""
            if t.text in ("*", "/"):
                end = self.end_of_term(k + 1, ENDS_TERM | {"*", "/"})
                yield "factor dropped", (before.end, self.tokens[end - 1].end), ""
        if t.text == "-" and before.text in BEFORE_SIGN and after.start == t.end:
            yield "sign", (t.start, t.end), ""
        if t.text == "!" and after.start == t.end:
            yield "logic", (t.start, t.end), ""
        if t.text in ("++", "--"):
            yield "operator", (t.start, t.end), "--" if t.text == "++" else "++"
        if t.text in ("(", "[") and ends_value and before.end == t.start and self.tokens[k + 2].text in (")", "]"):
            if after.kind == "name" and INDEX.match(after.text):
                yield "index", (after.start, after.end), f"{after.text} + 1"
                yield "index", (after.start, after.end), f"{after.text} - 1"
        if t.text == "=" and self.spaced(k) and before.kind == "name":
            yield from self.negated(k + 1)

    def end_of_term(self, k, ends):
        depth = 0
        while True:
            t = self.tokens[k]
            if depth == 0 and t.text in ends and (t.text in ";,)]}" or self.spaced(k)):
                return k
            depth += (t.text in ("(", "[", "{")) - (t.text in (")", "]", "}"))
            k += 1

    def negated(self, k):
        """The value that begins at k with the other sign, if it ends with the statement."""
        end = self.end_of_term(k, {",", ";", ")", "}"})
        value = self.tokens[k:end]
        plain = all(t.kind != "text" and t.text not in ("{", "true", "false", "nullptr", "!", "&&", "||", "==", "<", ">")
                    for t in value)
        reference = any(self.tokens[m].text == "&" for m in (k - 3, k - 4) if m >= 0)
        worth = len(value) > 1 or (value and value[0].text != "0")
        if worth and plain and not reference and self.tokens[end].text == ";" and value[0].text not in ("-", "&", "*", "["):
            start, stop = value[0].start, value[-1].end
            yield "sign", (start, stop), f"-({self.text[start:stop]})"

    def number_changes(self, k, t):
        if self.tokens[k + 1].text == ">" and not self.spaced(k + 1):
            return  # an argument of a template
        digits = t.text.rstrip("fFlLuUzZ").replace("'", "")
        if re.fullmatch(r"\d+", digits):
            value = int(digits)
            for other in {0: [1], 1: [0, 2]}.get(value, [value - 1, value + 1]):
                yield "number", (t.start, t.end), str(other)
        elif not digits.lower().startswith("0x"):
            value = float(digits)
            yield "number", (t.start, t.end), "1.0" if value == 0 else repr(2 * value)

    def name_changes(self, k, t):
        after = self.tokens[k + 1]
        if t.text in NAMES and (after.text == "(" or t.text in ("true", "false")):
            yield "function", (t.start, t.end), NAMES[t.text]
        if t.text == "abs" and self.tokens[k - 1].text == "." and after.text == "(":
            yield "function", (self.tokens[k - 1].start, self.tokens[k + 2].end), ""
        if t.text == "abs" and self.tokens[k - 1].text == "::":
            yield "function", (self.tokens[k - 2].start, t.end), ""
        if t.text == "return":
            yield from self.negated(k + 1)
        if t.text == "if" and after.text == "(":
            end = closing(self.tokens, k + 1)
            condition = self.texts(k + 2, end)
            if ";" not in condition and "=" not in condition:
                start, stop = after.end, self.tokens[end].start
                yield "condition", (start, stop), f"!({self.text[start:stop]})"

    def statement_changes(self, k):
        """Without the statement that begins at k, if one does."""
        if self.tokens[k - 1].text not in (";", "{", "}", ")", "else", ":") or self.tokens[k].text in KEYWORDS:
            return
        if self.tokens[k - 1].text == ":" and self.tokens[k - 2].text not in ("default",) and self.live[k - 2]:
            return
        end = k
        while self.tokens[end].text not in (";", "{", "}"):
            if self.tokens[end].text in ("(", "["):
                end = closing(self.tokens, end)
            end += 1
        if self.tokens[end].text != ";":
            return
        m = k + 1
        while self.tokens[m].text == "::":
            m += 2
        second = self.tokens[m]
        declares = second.kind == "name" or (second.text in ("<", "&", "*") and not self.spaced(m))
        if not declares and second.text in ("(", "[", ".", "->", "=", "+=", "-=", "*=", "/=", "++", "--", "<<", ","):
            yield "statement dropped", (self.tokens[k].start, self.tokens[end].start), ""


def mutants_of(name, text):
    """All mutants of one file. A key stays the same as long as the line does, wherever it moves."""
    source, seen, found = Source(name, text), {}, []
    for kind, (start, end), after in source.changes():
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        line = text[first:last]
        changed = text[first:start] + after + text[end:last]
        if changed.split() == line.split():
            continue
        stem = f"{name}|{line.strip()}|{changed.strip()}"
        seen[stem] = seen.get(stem, 0) + 1
        around = next(((text.count("\n", 0, a) + 1, text.count("\n", 0, b) + 1) for a, b in source.bodies if a <= start < b), None)
        key = hashlib.sha1(f"{stem}|{seen[stem]}".encode()).hexdigest()[:10]
        found.append(Mutant(name, text.count("\n", 0, start) + 1, kind, start, end, after, key,
                            " ".join(line.split()), " ".join(changed.split()), around))
    return found
