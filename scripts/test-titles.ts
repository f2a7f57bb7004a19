/**
 * Refuses titles of tests that begin mid-sentence: a failing line has to say alone what happened to what, without its
 * group. A title is a sentence with its subject, its act and the result.
 */

/** Verbs no sentence begins with; none of them is a noun as well. */
const VERBS = `accepts adds adopts agrees asks becomes begins believes belongs breaks brings builds can cannot carries
  comes commits compares connects contains decides deletes does doubles explains fails falls fetches finds finishes
  fits follows gets gives goes grows had happens has have hides ignores installs is issues
  joins keeps knows lets loses makes masks may merges must never obeys offers passes pays prints proves puts quotes
  raises reaches reads rejects remembers removes renews replaces reserves resolves resumes rolls says sees sells sends
  serves shrinks speaks spreads stands stays stops survives switches takes tells touches tries truncates uploads
  waits warns was weighs were works writes are`;

/** The same where a word follows that no noun of this form is followed by. */
const NOUNS_TOO = `alerts answers archives bills books calls cancels caps changes checks counts covers creates credits
  cuts drops ends files folds groups guards guesses handles heads holds imports leaves links lists looks maps marks matches moves names needs
  notes opens plays posts promises pushes records refuses refunds repeats reports returns runs sets ships shows signs
  splits starts stores tries turns uses walks`;
const AFTER_VERB = "a|an|the|its|it|no|nothing|nobody|each|every|what|whatever|only|itself|one|another|them|both|as|by";

/** Words that join a clause to its subject, which is missing or comes too late. */
const CONNECTIVES = `after also and as at because before beside besides between beyond but by during for from if in into
  it its nor not of on once or over since so that their then they though to under unless until what whatever when
  whenever where wherever whether which while who whoever whom whose with within without`;

const PARTICIPLES = `answered applied approved asked begun cancelled canceled carried changed chosen closed cut deleted
  delivered erased exported finished found gone held imported inserted killed kept left linked made marked merged met
  moved opened packed paid paused placed put read received refunded refused rejected repaired reserved returned sent
  set settled shipped sold split started stopped stored switched taken ticked told tried unchanged uploaded written`;
const AFTER_PARTICIPLE = `again|at|after|before|beyond|by|from|here|in|into|off|on|over|there|to|twice|under|when|while|
  with|without`;

const oneOf = (words: string): string => words.split(/\s+/).join("|");

const MID_SENTENCE = new RegExp(
  [
    `(?:${oneOf(VERBS)}|${oneOf(CONNECTIVES)})\\b(?!-)`,
    `(?:${oneOf(NOUNS_TOO)}) (?:${AFTER_VERB})\\b`,
    `(?:${oneOf(PARTICIPLES)})(?:, (?:a|an|both|it|its|the|then)| (?:${AFTER_PARTICIPLE.replaceAll(/\s+/g, "")}))\\b`,
  ]
    .map((way) => `^(?:${way})`)
    .join("|"),
);

const TEXT = "([\"'`])((?:\\\\.|(?!\\1)[^\\\\])*)\\1";
const FORMS: readonly RegExp[] = [
  new RegExp(
    `(?<![\\w.])(?:test|it|describe)(?:\\.(?:concurrent|fails|only|sequential|skip|todo))*\\(\\s*${TEXT}`,
    "g",
  ),
  // `test.each(rows)("title", (row) => ...)` and the like.
  new RegExp(`\\)\\(\\s*${TEXT},\\s*(?:async\\b|\\(|\\w+ =>|\\{|function\\b)`, "g"),
];

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Whether a title lacks its subject, judged by how it begins. */
const beginsMidSentence = (title: string): boolean => MID_SENTENCE.test(title.trimStart());

/** Titles and groups of a file's tests, each with its line. */
function titlesIn(text: string): { readonly title: string; readonly line: number }[] {
  return FORMS.flatMap((form) =>
    [...text.matchAll(form)].map(({ 2: title = "", index }) => ({
      title,
      line: text.slice(0, index).split("\n").length,
    })),
  );
}

/** Titles of tests without a subject, each with its place. */
export const titleProblems = (texts: readonly Source[]): string[] =>
  texts
    .filter(({ text }) => text.includes('from "vitest"'))
    .flatMap(({ file, text }) =>
      titlesIn(text)
        .filter(({ title }) => beginsMidSentence(title))
        .map(
          ({ title, line }) =>
            `${file}:${line}: the title "${title}" begins mid-sentence: write its subject, its act and the result`,
        ),
    );
