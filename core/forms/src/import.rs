//! From a workbook to a form: every problem at once, or a form.
//!
//! The steps follow each other even when one found problems, as long as what
//! it leaves can be judged: headers and languages, settings, choice lists,
//! the rows of the survey as a tree, references and expressions, cycles.

mod choices;
mod columns;
mod defaults;
mod link;
mod parameters;
mod settings;
mod survey;
mod types;
mod words;

use std::collections::BTreeMap;

use crate::form::{Form, Kind};
use crate::graph::{Facet, Graph, column};
use crate::problem::{Findings, ProblemCode, Problems};
use crate::workbook::{Format, Sheet, Workbook};

pub(crate) const SURVEY: &str = "survey";
pub(crate) const CHOICES: &str = "choices";
pub(crate) const SETTINGS: &str = "settings";

pub(crate) fn import(text: &str, format: Format, files: &BTreeMap<String, String>) -> Result<Form, Problems> {
    let mut findings = Findings::default();
    let mut workbook = Workbook::read(text, format, &mut findings);
    for (name, text) in files {
        workbook.attach(name, text, &mut findings);
    }
    let form = compile(&workbook, &mut findings);
    match form {
        Some(form) if findings.is_empty() => Ok(form),
        _ => Err(findings.into_problems()),
    }
}

fn compile(workbook: &Workbook, findings: &mut Findings) -> Option<Form> {
    let empty = Sheet::default();
    for name in [SURVEY, SETTINGS] {
        if workbook.sheet(name).is_none_or(|sheet| sheet.rows.is_empty()) {
            findings.add(name, None, None, ProblemCode::MissingSheet, name);
        }
    }
    let survey = workbook.sheet(SURVEY).unwrap_or(&empty);
    let choices = workbook.sheet(CHOICES).unwrap_or(&empty);
    let settings = workbook.sheet(SETTINGS).unwrap_or(&empty);

    let columns = columns::check(survey, choices, settings, findings);
    let settings = settings::read(settings, &columns, findings);
    let mut lists = choices::read(choices, &columns, findings);
    let survey = survey::read(survey, workbook, &columns, &mut lists, findings);
    let linked = link::link(survey, &lists, workbook, findings);
    for column in columns.of_choices.iter().filter(|column| !linked.columns.contains(*column)) {
        findings.add(CHOICES, Some(1), Some(column), ProblemCode::UnsupportedColumn, column);
    }
    let graph = match Graph::compile(&linked.nodes, &linked.expressions) {
        Ok(graph) => graph,
        Err(ring) => {
            for (id, facet) in ring {
                report_ring(&linked.nodes, id, facet, findings);
            }
            Graph::default()
        }
    };
    Some(Form {
        id: settings.id?,
        version: settings.version?,
        title: settings.title,
        default_language: columns.default_language?,
        languages: columns.languages,
        lists: lists.all,
        nodes: linked.nodes,
        expressions: linked.expressions,
        lookups: linked.lookups,
        graph,
    })
}

/// A ring passes through rows that have no expression of their own (a child
/// waits for its group); only the rows whose expressions close it are named.
fn report_ring(nodes: &[crate::form::Node], id: crate::form::NodeId, facet: Facet, findings: &mut Findings) {
    let Some(node) = nodes.get(id.index()) else { return };
    let has_expression = match facet {
        Facet::Relevance => node.relevant.is_some(),
        _ => node.calculation.is_some(),
    };
    let named =
        if node.kind == Kind::Repeat && facet == Facet::Value { "repeat_count" } else { column(facet) };
    if has_expression {
        findings.add(SURVEY, Some(node.row), Some(named), ProblemCode::Cycle, &node.name);
    }
}

#[cfg(test)]
mod tests;
