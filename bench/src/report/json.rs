//! A value of JSON, written as RFC 8259 wants it.

use std::fmt::{self, Write};

pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    /// In the order of the list.
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number, in the four digits behind the point that a clock of nanoseconds can justify.
    pub(crate) fn number(number: f64) -> Self {
        Self::Number((number * 1e4).round() / 1e4)
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().collect())
    }

    /// What `value` is turned into; `null` if there is none.
    pub(crate) fn maybe<T>(value: Option<T>, json: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Null, json)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            // JSON has no word for these.
            Self::Number(number) if !number.is_finite() => f.write_str("null"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write_text(f, text),
            Self::List(items) => separated(f, ['[', ']'], items, |f, item| write!(f, "{item}")),
            Self::Object(fields) => separated(f, ['{', '}'], fields, |f, (name, value)| {
                write_text(f, name)?;
                write!(f, ":{value}")
            }),
        }
    }
}

fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    [open, close]: [char; 2],
    items: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    f.write_char(open)?;
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            f.write_char(',')?;
        }
        write(f, item)?;
    }
    f.write_char(close)
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            control if control < ' ' => write!(f, "\\u{:04x}", control as u32)?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        let json = Json::text("a \"quoted\" \\ line\n\ttab \u{1} × ☂");
        assert_eq!(json.to_string(), r#""a \"quoted\" \\ line\n\ttab \u0001 × ☂""#);
    }

    #[test]
    fn numbers_are_rounded_and_always_valid() {
        assert_eq!(Json::number(1.000_04).to_string(), "1");
        assert_eq!(Json::number(0.123_46).to_string(), "0.1235");
        assert_eq!(Json::number(f64::NAN).to_string(), "null");
        assert_eq!(Json::number(f64::INFINITY).to_string(), "null");
        assert_eq!(Json::number(1e9).to_string(), "1000000000");
    }

    #[test]
    fn lists_and_objects_nest() {
        let json = Json::Object(vec![
            ("a", Json::list([Json::Null, Json::Bool(true)])),
            ("b", Json::Object(vec![])),
            ("c", Json::maybe(None::<f64>, Json::number)),
        ]);
        assert_eq!(json.to_string(), r#"{"a":[null,true],"b":{},"c":null}"#);
    }
}
