// What goes wrong, as classes: each has a `code`, and in `where` the place in what was given, empty for the whole of it.

/** Anything that the lab refuses. */
export class RebalanceError extends Error {
  constructor(message, code, where) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.where = where;
  }
}
/** The text is no JSON. */
export class JsonError extends RebalanceError {}
/** The text of a fence has mistakes: a line of the message each, the first one's place in `where`, `line:column`. */
export class TextError extends RebalanceError {}
/** It is no scenario. */
export class ScenarioError extends RebalanceError {}
/** Kafka would refuse it, or the lab does not model it. */
export class RefusedError extends RebalanceError {}
/** There is no such option, or no such value of it. */
export class OptionError extends RebalanceError {}
/** It is no case for an assignor. */
export class CaseError extends RebalanceError {}

const CLASSES = {
  json: JsonError, text: TextError, scenario: ScenarioError, refused: RefusedError, option: OptionError, case: CaseError,
};

/** The error that is thrown on: one of these classes, where the program says what it is about. */
export const named = (error) => {
  const of = CLASSES[error?.code];
  return of ? new of(error.message, error.code, error.where) : error;
};
