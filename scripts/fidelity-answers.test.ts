import { expect, it } from "vitest";
import { connectors } from "../src/connectors/index.ts";
import { type AnswerShape, merged, shapeOf } from "../src/connectors/kit/testing/answer-shapes.ts";
import { must } from "../src/connectors/kit/testing/shop.ts";
import { heldAgainst, sandboxAnswers } from "./fidelity-answers.ts";

it.each(["woocommerce", "prestashop", "sylius", "magento"])(
  "the emulated %s is compared operation by operation with a shop's answers, and a key it lacks is named",
  async (id) => {
    const given = await sandboxAnswers(must(connectors.get(id)));
    const answers = new Map<string, AnswerShape>();
    for (const { operation, value } of given) {
      const earlier = answers.get(operation);
      answers.set(operation, earlier ? merged(earlier, shapeOf(value)) : shapeOf(value));
    }
    const own = heldAgainst({ version: "1", answers: Object.fromEntries(answers) }, given);
    expect(own).toMatchObject({ compared: answers.size, unknown: [], differences: [] });
    const [first = "", ...others] = [...answers.keys()].filter((operation) => answers.get(operation)?.keys);
    const shape = must(answers.get(first));
    const more = { ...shape, keys: { ...shape.keys, newer: shapeOf("") } };
    const found = heldAgainst({ version: "2", answers: { [first]: more } }, given);
    expect(found.differences).toEqual([{ operation: first, what: "body.newer: missing" }]);
    expect(found.unknown).toEqual(expect.arrayContaining(others));
  },
);
