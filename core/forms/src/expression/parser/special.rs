//! Calls that are more than their arguments' values: what they name must be known when the form is compiled.

use super::{Parser, Pull};
use crate::expression::{Fault, Node, pattern};
use crate::problem::ProblemCode;

impl Parser {
    /// `regex(text, 'pattern')`.
    pub(super) fn regex(&mut self, mut arguments: Vec<Node>) -> Node {
        let (written, text) = (arguments.pop(), arguments.pop());
        let compiled = match &written {
            Some(Node::Text(written)) => pattern::compile(written).ok_or_else(|| written.clone()),
            _ => Err("not a literal".to_owned()),
        };
        match (compiled, text) {
            (Ok(regex), Some(text)) => Node::Regex(Box::new(text), regex),
            (compiled, _) => {
                let detail = compiled.err().unwrap_or_default();
                self.faults.push(Fault { code: ProblemCode::InvalidPattern, detail });
                Node::Text(String::new())
            }
        }
    }

    /// `jr:choice-name(code, '${question}')`.
    pub(super) fn choice_name(&mut self, mut arguments: Vec<Node>) -> Result<Node, Fault> {
        let (question, code) = (arguments.pop(), arguments.pop());
        let name = match &question {
            Some(Node::Text(text)) => text.trim().strip_prefix("${").and_then(|rest| rest.strip_suffix('}')),
            _ => None,
        };
        let (Some(name), Some(code)) = (name, code) else { return Ok(self.wrong("jr:choice-name")) };
        self.reads_language = true;
        Ok(Node::ChoiceName(self.symbol(name.trim().to_owned())?, Box::new(code)))
    }

    /// `indexed-repeat(${name}, ${repeat}, index, ...)`: pairs of a repeat and a place in it.
    pub(super) fn indexed(&mut self, arguments: Vec<Node>) -> Node {
        let mut arguments = arguments.into_iter();
        let Some(Node::Reference(symbol)) = arguments.next() else { return self.wrong("indexed-repeat") };
        let mut places = Vec::new();
        while let Some(repeat) = arguments.next() {
            match (repeat, arguments.next()) {
                (Node::Reference(repeat), Some(index)) => places.push((repeat, index)),
                _ => return self.wrong("indexed-repeat"),
            }
        }
        self.across.push(symbol);
        Node::Indexed(symbol, places)
    }

    /// `pulldata('file', 'column', 'key column', key)`.
    pub(super) fn pull(&mut self, arguments: Vec<Node>) -> Node {
        let Ok([Node::Text(file), Node::Text(column), Node::Text(key_column), key]) =
            <[Node; 4]>::try_from(arguments)
        else {
            return self.wrong("pulldata");
        };
        self.pulls.push(Pull { file, column, key: key_column });
        Node::Pull(self.pulls.len() - 1, Box::new(key))
    }

    fn wrong(&mut self, function: &str) -> Node {
        self.faults.push(Fault { code: ProblemCode::WrongArguments, detail: function.to_owned() });
        Node::Text(String::new())
    }
}
