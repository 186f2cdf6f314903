export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Cell extends Box {
  name: string;
  nth: number;
}
export declare const SHRINK: number;
export declare function blank(width: number, height: number, colour?: number[]): Picture;
export declare function shrink(picture: Picture): Picture;
export declare function layOut(
  names: readonly string[],
  options: { widths: readonly number[]; height: number; columns: number },
): { width: number; height: number; cells: Cell[] };
export declare function paste(sheet: Picture, box: Box, picture: Picture): void;
export declare function cut(sheet: Picture, box: Box): Picture;
export declare function differs(one: Picture, other: Picture): boolean;
