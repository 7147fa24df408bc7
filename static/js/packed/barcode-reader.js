/*! With parts of ZXing (@zxing/library), Apache License 2.0 */
// Reads the bars of a package out of a picture, for browsers that cannot do it themselves. Only
// scan.js fetches it.
import BarcodeFormat from "@zxing/library/es2015/core/BarcodeFormat";
import BinaryBitmap from "@zxing/library/es2015/core/BinaryBitmap";
import DecodeHintType from "@zxing/library/es2015/core/DecodeHintType";
import RGBLuminanceSource from "@zxing/library/es2015/core/RGBLuminanceSource";
import GlobalHistogramBinarizer from "@zxing/library/es2015/core/common/GlobalHistogramBinarizer";
import MultiFormatUPCEANReader from "@zxing/library/es2015/core/oned/MultiFormatUPCEANReader";

const hints = new Map([
  [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat.EAN_13, BarcodeFormat.EAN_8, BarcodeFormat.UPC_A, BarcodeFormat.UPC_E]],
  [DecodeHintType.TRY_HARDER, true],
]);
const reader = new MultiFormatUPCEANReader(hints);

// The digits in an ImageData, or null when no bars can be made out.
export function read({ data, width, height }) {
  const light = new Uint8ClampedArray(width * height);
  for (let at = 0, from = 0; at < light.length; at += 1, from += 4) {
    light[at] = (data[from] * 2 + data[from + 1] * 5 + data[from + 2]) >> 3;
  }
  const source = new RGBLuminanceSource(light, width, height);
  try {
    return reader.decode(new BinaryBitmap(new GlobalHistogramBinarizer(source)), hints).getText();
  } catch {
    return null;
  }
}
