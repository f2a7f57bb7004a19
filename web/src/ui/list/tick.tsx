/** The box a row is chosen by: the platform's own, since a list draws a hundred. */
import classes from "./list.module.css";

interface Props {
  readonly label: string;
  readonly isOn: boolean;
  /** Some of what it stands for is chosen. */
  readonly isPartly?: boolean;
  /** `isRange`: with Shift, for everything since the one before. */
  onChange(isRange: boolean): void;
}

export function Tick({ label, isOn, isPartly = false, onChange }: Props) {
  return (
    <input
      type="checkbox"
      className={classes["tick"]}
      aria-label={label}
      checked={isOn}
      onChange={({ nativeEvent }) => onChange(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
      ref={(node) => {
        if (node) node.indeterminate = isPartly;
      }}
    />
  );
}
