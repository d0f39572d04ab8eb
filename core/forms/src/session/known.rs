//! What is known beforehand of a repeat: the goals of a plan in its follow-up.

use super::{FormSession, scopes::ScopeId};
use crate::{
    form::{Kind, NodeId},
    path::FieldPath,
    value::Value,
};

impl FormSession {
    /// Adds an instance for each text to the repeat in which the question of this name stands, and answers it
    /// there. How many it took: none in a form that does not ask so.
    pub fn add_known(&mut self, question: &str, texts: &[String]) -> usize {
        let Some((repeat, inside)) = self.in_repeat(question) else { return 0 };
        let taken = texts.iter().take_while(|text| {
            let Ok((instance, _)) = self.add_instance(&repeat) else { return false };
            let at = inside.iter().rev().fold(instance, |path, name| path.join(name));
            self.answer(&at, Value::Text((*text).clone())).is_ok()
        });
        taken.count()
    }

    /// The path of the one repeat around a question, and the names from the question up to it.
    fn in_repeat(&self, question: &str) -> Option<(FieldPath, Vec<String>)> {
        let all = self.form.node(NodeId::ROOT).by_name.iter().copied();
        let mut waiting: Vec<NodeId> = all.collect();
        while let Some(repeat) = waiting.pop() {
            match self.form.node(repeat).kind {
                Kind::Group => waiting.extend(&self.form.node(repeat).by_name),
                Kind::Repeat => {
                    if let Some(inside) = self.way_to(repeat, question) {
                        return Some((self.path_of(ScopeId::ROOT, repeat), inside));
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn way_to(&self, from: NodeId, question: &str) -> Option<Vec<String>> {
        self.form.node(from).by_name.iter().find_map(|child| {
            let node = self.form.node(*child);
            match node.kind {
                Kind::Group => {
                    let mut way = self.way_to(*child, question)?;
                    way.push(node.name.clone());
                    Some(way)
                }
                _ => (node.name == question).then(|| vec![node.name.clone()]),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Form, FormSession, Format, SessionContext};
    use std::sync::Arc;

    const FORM: &str = "
| survey |
| | type | name | label |
| | begin group | plan | Plan |
| | begin repeat | goals | Goals |
| | begin group | what | What |
| | text | goal | Goal |
| | end group | | |
| | integer | age | Age |
| | end repeat | | |
| | end group | | |
| | text | alone | Alone |
| settings |
| | form_id | version | form_title |
| | plan | 1 | Plan |
";

    #[test]
    fn what_is_known_of_a_repeat_is_written_before_anybody_is_asked() {
        let form = Arc::new(Form::import(FORM, Format::of(FORM)).unwrap());
        let context = SessionContext::on("2026-11-24".parse().unwrap(), "en");
        let mut session = FormSession::new(form, context);
        let texts = ["a meal".to_owned(), "a rail".to_owned()];
        assert_eq!(session.add_known("goal", &texts), 2);
        assert_eq!((session.add_known("alone", &texts), session.add_known("none", &texts)), (0, 0));
        let tree = session.answers_so_far().into_tree();
        let goals: Vec<&str> = tree["plan"]["goals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|goal| goal["what"]["goal"].as_str().unwrap())
            .collect();
        assert_eq!(goals, ["a meal", "a rail"]);
        assert_eq!(session.add_known("age", &texts), 0, "a text is no number");
    }
}
