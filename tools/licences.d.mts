export function licenceTexts(names: Iterable<string>): string;
export function packageOf(path: string): string | undefined;
