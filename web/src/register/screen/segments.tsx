/** One of a few, side by side; the chosen one is pressed. */
import css from "./register.module.css";

interface Props<Value extends string | number | bigint> {
  readonly label: string;
  readonly of: readonly Value[];
  /** Null: none of them. */
  readonly chosen: NoInfer<Value> | null;
  word(value: NoInfer<Value>): string;
  onChoose(value: NoInfer<Value>): void;
}

export function Segments<Value extends string | number | bigint>({ label, of, chosen, word, onChoose }: Props<Value>) {
  return (
    <fieldset className={css.segments} aria-label={label}>
      {of.map((value) => (
        <button key={String(value)} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {word(value)}
        </button>
      ))}
    </fieldset>
  );
}
