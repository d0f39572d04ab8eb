//! Tokens to a tree, by precedence. Recursion is bounded by [`MOST_DEPTH`].
//!
//! Unknown functions, wrong argument counts and bad patterns do not stop the
//! parser, so that one cell reports all of them; a token out of place does.

mod special;

use super::functions::{self, Run};
use super::lexer::{Token, tokens};
use super::{Expression, Fault, Node, Operator, Pull, Symbol};
use crate::problem::ProblemCode;

/// Nesting of parentheses, calls and operators together. A chain of operators
/// leans to the left, so it bounds the length of a chain too.
const MOST_DEPTH: usize = 128;
/// Different names in one expression.
const MOST_NAMES: usize = 256;
/// Bytes of one expression.
const MOST_BYTES: usize = 16 << 10;

/// What a bare name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// A path, which this engine does not walk.
    Paths,
    /// A column of the list whose choices are filtered.
    Columns,
}

pub(crate) fn parse(text: &str, bare: Names) -> Result<Expression, Vec<Fault>> {
    if text.len() > MOST_BYTES {
        return Err(vec![Fault { code: ProblemCode::TooLarge, detail: String::new() }]);
    }
    let tokens = tokens(text).map_err(|fault| vec![fault])?;
    let mut parser = Parser {
        tokens: tokens.into_iter().peekable(),
        bare,
        faults: Vec::new(),
        names: Vec::new(),
        columns: Vec::new(),
        pulls: Vec::new(),
        across: Vec::new(),
        reads_position: false,
        reads_itself: false,
        reads_language: false,
    };
    let root = parser.binary(0, 0).and_then(|tree| match parser.tokens.next() {
        None => Ok(tree.node),
        Some(token) => Err(out_of_place(&token)),
    });
    match root {
        Err(fault) => {
            parser.faults.push(fault);
            Err(parser.faults)
        }
        Ok(_) if !parser.faults.is_empty() => Err(parser.faults),
        Ok(root) => Ok(Expression {
            root,
            names: parser.names,
            columns: parser.columns,
            pulls: parser.pulls,
            across: parser.across,
            reads_position: parser.reads_position,
            reads_itself: parser.reads_itself,
            reads_language: parser.reads_language,
        }),
    }
}

/// A node with its height, so that no later walk can be deep.
struct Tree {
    node: Node,
    height: usize,
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    bare: Names,
    faults: Vec<Fault>,
    names: Vec<String>,
    columns: Vec<String>,
    pulls: Vec<Pull>,
    across: Vec<Symbol>,
    reads_position: bool,
    reads_itself: bool,
    reads_language: bool,
}

impl Parser {
    /// Operators that bind at `level` or tighter.
    fn binary(&mut self, level: u8, depth: usize) -> Result<Tree, Fault> {
        let mut left = self.unary(depth)?;
        while let Some((operator, binds)) = self.tokens.peek().and_then(operator) {
            if binds < level {
                break;
            }
            self.tokens.next();
            let right = self.binary(binds + 1, depth + 1)?;
            let height = grown(left.height.max(right.height))?;
            left = Tree { node: Node::Binary(operator, Box::new(left.node), Box::new(right.node)), height };
        }
        Ok(left)
    }

    fn unary(&mut self, depth: usize) -> Result<Tree, Fault> {
        if depth >= MOST_DEPTH {
            return Err(too_deep());
        }
        if self.eat("-") {
            let inner = self.unary(depth + 1)?;
            return Ok(Tree { height: grown(inner.height)?, node: Node::Negate(Box::new(inner.node)) });
        }
        let token = self.tokens.next().ok_or_else(|| Fault {
            code: ProblemCode::InvalidExpression,
            detail: "unexpected end".to_owned(),
        })?;
        let leaf = |node| Ok(Tree { node, height: 1 });
        match token {
            Token::Number(number) => leaf(Node::Number(number)),
            Token::Text(text) => leaf(Node::Text(text)),
            Token::Reference(name) => {
                let symbol = self.symbol(name)?;
                self.no_path_after()?;
                leaf(Node::Reference(symbol))
            }
            Token::Symbol("(") => {
                let inner = self.binary(0, depth + 1)?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Symbol(".") => {
                self.no_path_after()?;
                self.reads_itself = true;
                leaf(Node::Itself)
            }
            Token::Symbol(path @ (".." | "/" | "//" | "*")) => Err(unsupported_path(path)),
            Token::Name(name) => {
                if self.eat("(") {
                    self.call(&name, depth)
                } else if self.bare == Names::Columns {
                    self.no_path_after()?;
                    Ok(Tree { node: Node::Column(self.column(name)?), height: 1 })
                } else {
                    Err(unsupported_path(&name))
                }
            }
            Token::Symbol(_) => Err(out_of_place(&token)),
        }
    }

    fn call(&mut self, name: &str, depth: usize) -> Result<Tree, Fault> {
        if name == "position" && self.tokens.peek() == Some(&Token::Symbol("..")) {
            self.tokens.next();
            self.expect(")")?;
            self.reads_position = true;
            return Ok(Tree { node: Node::Position, height: 1 });
        }
        let itself_before = self.reads_itself;
        let (mut arguments, mut height) = (Vec::new(), 0);
        if !self.eat(")") {
            loop {
                let argument = self.binary(0, depth + 1)?;
                height = height.max(argument.height);
                arguments.push(argument.node);
                if !self.eat(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        let height = grown(height)?;
        let Some(function) = functions::find(name) else {
            self.faults.push(Fault { code: ProblemCode::UnknownFunction, detail: name.to_owned() });
            return Ok(Tree { node: Node::Text(String::new()), height });
        };
        if !function.takes(arguments.len()) {
            self.faults.push(Fault { code: ProblemCode::WrongArguments, detail: name.to_owned() });
            return Ok(Tree { node: Node::Text(String::new()), height });
        }
        let node = match function.run {
            Run::Values(_) => Node::Call(function, arguments),
            Run::Regex => self.regex(arguments),
            Run::Once => {
                // once() keeps what stands; it does not make a value depend on itself.
                self.reads_itself = itself_before;
                Node::Once(Box::new(arguments.pop().unwrap_or(Node::Itself)))
            }
            Run::ChoiceName => self.choice_name(arguments)?,
            Run::Indexed => self.indexed(arguments),
            Run::Pull => self.pull(arguments),
        };
        Ok(Tree { node, height })
    }

    fn symbol(&mut self, name: String) -> Result<Symbol, Fault> {
        place(&mut self.names, name).map(Symbol)
    }

    fn column(&mut self, name: String) -> Result<usize, Fault> {
        place(&mut self.columns, name)
    }

    fn eat(&mut self, symbol: &'static str) -> bool {
        self.tokens.next_if(|token| *token == Token::Symbol(symbol)).is_some()
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), Fault> {
        match self.tokens.next() {
            Some(Token::Symbol(found)) if found == symbol => Ok(()),
            Some(token) => Err(out_of_place(&token)),
            None => Err(Fault {
                code: ProblemCode::InvalidExpression,
                detail: format!("'{symbol}' missing at the end"),
            }),
        }
    }

    /// `${a}/b`, `./b` and `${a}[1]` are paths that this engine does not walk.
    fn no_path_after(&mut self) -> Result<(), Fault> {
        match self.tokens.peek() {
            Some(Token::Symbol(symbol @ ("/" | "//" | "["))) => Err(unsupported_path(symbol)),
            _ => Ok(()),
        }
    }
}

/// The operator that a token is after an operand, and how tightly it binds.
fn operator(token: &Token) -> Option<(Operator, u8)> {
    let word = match token {
        Token::Symbol(symbol) => *symbol,
        Token::Name(name) => name.as_str(),
        _ => return None,
    };
    Some(match word {
        "or" => (Operator::Or, 0),
        "and" => (Operator::And, 1),
        "=" => (Operator::Equal, 2),
        "!=" => (Operator::NotEqual, 2),
        "<" => (Operator::Less, 3),
        "<=" => (Operator::LessOrEqual, 3),
        ">" => (Operator::Greater, 3),
        ">=" => (Operator::GreaterOrEqual, 3),
        "+" => (Operator::Add, 4),
        "-" => (Operator::Subtract, 4),
        "*" => (Operator::Multiply, 5),
        "div" => (Operator::Divide, 5),
        "mod" => (Operator::Modulo, 5),
        _ => return None,
    })
}

/// The place of a name in a list that has each once.
fn place(list: &mut Vec<String>, name: String) -> Result<usize, Fault> {
    if let Some(index) = list.iter().position(|known| *known == name) {
        return Ok(index);
    }
    if list.len() == MOST_NAMES {
        return Err(Fault { code: ProblemCode::TooLarge, detail: name });
    }
    list.push(name);
    Ok(list.len() - 1)
}

fn grown(height: usize) -> Result<usize, Fault> {
    if height >= MOST_DEPTH { Err(too_deep()) } else { Ok(height + 1) }
}

fn too_deep() -> Fault {
    Fault { code: ProblemCode::TooDeep, detail: String::new() }
}

fn out_of_place(token: &Token) -> Fault {
    Fault { code: ProblemCode::InvalidExpression, detail: token.shown() }
}

fn unsupported_path(path: &str) -> Fault {
    Fault { code: ProblemCode::UnsupportedPath, detail: path.to_owned() }
}
