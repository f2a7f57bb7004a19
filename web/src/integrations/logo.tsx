/** A platform's tile: its own drawing where it brings one, else its initials on its colour. */
import { Avatar } from "@mantine/core";

export function Logo({
  name,
  icon,
  color,
  size = 40,
}: {
  readonly name: string;
  readonly icon: string;
  readonly color: string;
  readonly size?: number;
}) {
  const letters = name.split(/[^\p{L}\p{N}]+/u).flatMap((word) => word[0] ?? []);
  // Letters of two scripts do not stand together.
  const initials = letters
    .filter((letter) => isLatin(letter) === isLatin(letters[0] ?? ""))
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return (
    <Avatar
      size={size}
      radius="sm"
      aria-hidden
      {...(icon.startsWith("data:") && { src: icon })}
      alt=""
      styles={{ placeholder: { background: color, color: inkOn(color), fontWeight: 600, border: 0 } }}
    >
      {initials}
    </Avatar>
  );
}

const isLatin = (letter: string): boolean => /\p{Script=Latin}/u.test(letter);

/** White, or near black on light colours. */
function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const linear = (part: number) => (part <= 0.04 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.18 ? "#111" : "#fff";
}
