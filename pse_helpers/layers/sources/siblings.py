"""Parts of one module in the order in which known architectures define them, a line each.

A part goes by its name in full, or without the number at its end (layer1, layer2: layer).
What stands in no line, or in two that disagree, has no known order.
"""

# torchvision
TORCHVISION = """
    conv fc
    conv layer fc
    conv downsample
    conv1 stage2 stage3 stage4 conv5 fc
    conv0 denseblock1 transition1 denseblock2 transition2 denseblock3 transition3 denseblock4
    conv1 conv2 conv3 inception3a inception3b inception4a inception4b inception4c inception4d inception4e inception5a \
inception5b aux1 aux2 fc
    features classifier
    features head
    features extra
    patch_embed features head
    layers classifier
    stem layer fc
    stem trunk_output fc
    stem blocks classifier
    squeeze expand1x1 expand3x3
    proj f
    proj layers
    a b se c
    layer_scale block
    relative_position_bias_table relative_position_index qkv proj
    relative_position_bias_table relative_position_index to_qkv merge
    logit_scale relative_coords_table qkv proj cpb_mlp
    conv_a conv_b squeeze_excitation conv_c
    MBconv window_attention grid_attention
    attn_layer mlp_layer
    class_token conv_proj encoder heads
    pos_embedding layers
    self_attention mlp
    conv_proj pos_encoding blocks head
    spatial_pos temporal_pos
    attn mlp project
    rel_pos_h rel_pos_w rel_pos_t qkv project pool_q pool_k pool_v
    Conv2d_1a_3x3 Conv2d_2a_3x3 Conv2d_2b_3x3 Conv2d_3b_1x1 Conv2d_4a_3x3 Mixed_5b Mixed_5c Mixed_5d Mixed_6a \
Mixed_6b Mixed_6c Mixed_6d Mixed_6e AuxLogits Mixed_7a Mixed_7b Mixed_7c fc
    branch1x1 branch5x5_1 branch5x5_2 branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3 branch_pool
    branch1x1 branch7x7_1 branch7x7_2 branch7x7_3 branch7x7dbl_1 branch7x7dbl_2 branch7x7dbl_3 branch7x7dbl_4 \
branch7x7dbl_5 branch_pool
    branch1x1 branch3x3_1 branch3x3_2a branch3x3_2b branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3a branch3x3dbl_3b \
branch_pool
    branch3x3 branch3x3dbl_1 branch3x3dbl_2 branch3x3dbl_3
    branch3x3_1 branch3x3_2 branch7x7x3_1 branch7x7x3_2 branch7x7x3_3 branch7x7x3_4
    backbone classifier aux_classifier
    convs project
    cbr scale low_classifier high_classifier
    backbone rpn roi_heads
    backbone head
    body fpn
    inner_blocks layer_blocks extra_blocks
    box_head box_predictor mask_head mask_predictor
    box_head box_predictor keypoint_head keypoint_predictor
    cls_score bbox_pred
    conv cls_logits bbox_pred
    conv bbox_reg bbox_ctrness
    classification_head regression_head
    conv5_mask mask_fcn_logits
    feature_encoder context_encoder update_block mask_predictor
    motion_encoder recurrent_block flow_head
    convcorr convflow conv
    convnormrelu downsample
    convrelu conv
    convz convr convq
"""

# torch.nn
TORCH = """
    in_proj_weight out_proj
    q_proj_weight k_proj_weight v_proj_weight out_proj
    self_attn linear
    self_attn multihead_attn linear
    encoder decoder
    weight_ih weight_hh
"""

# transformers, and what names their blocks alike
TRANSFORMERS = """
    model lm_head
    transformer lm_head
    gpt_neox lm_head
    roberta lm_head
    bert cls
    vit classifier
    deit classifier
    swin classifier
    beit classifier
    convnext classifier
    resnet classifier
    segformer classifier
    embed_tokens embed_positions layers
    embed_in layers
    embed_positions layers
    conv embed_positions layers
    pos_conv_embed layers
    word_embeddings h
    wte wpe h
    shared encoder decoder
    embeddings encoder pooler
    embeddings encoder head
    embeddings layers
    embeddings transformer
    embeddings embeddings_project encoder
    embedder encoder
    feature_extractor feature_projection encoder
    embedding_hidden_mapping_in albert_layer_groups
    text_model vision_model visual_projection text_projection
    word_embeddings position_embeddings token_type_embeddings
    word_embeddings token_type_embeddings position_embeddings
    token_embedding position_embedding
    patch_embedding position_embedding
    cls_token mask_token position_embeddings patch_embeddings
    cls_token position_embeddings distillation_token patch_embeddings
    patch_embed blocks head
    patch_embeddings blocks
    blocks downsample
    downsampling_layer layers
    shortcut layer
    layer relative_attention_bias
    self_attn mlp
    self_attn fc
    self_attn encoder_attn fc
    attn mlp
    attention mlp
    attention ffn ffn_output
    attention feed_forward
    attention intermediate output
    probe attention mlp
    self output
    q_proj k_proj v_proj o_proj relative_position_bias
    q_proj k_proj v_proj o_proj sequence_reduction
    q_proj k_proj v_proj dense
    k_proj v_proj q_proj out_proj
    q_lin k_lin v_lin out_lin
    q k v o relative_attention_bias
    q_a_proj q_b_proj kv_a_proj_with_mqa kv_b_proj o_proj
    query key value dense
    query_proj key_proj value_proj
    query_key_value dense
    o_proj qkv_proj
    out_proj qkv_proj
    qkv proj
    Wqkv Wo
    Wi Wo
    wi wo
    c_attn c_proj
    c_fc c_proj
    fc_in fc_out
    fc1 dwconv fc2
    dwconv pwconv
    gate_proj up_proj down_proj
    gate_up_proj gate_up_proj_bias down_proj down_proj_bias
    dense_h_to_4h dense_4h_to_h
    intermediate_dense output_dense
    gate experts shared_expert shared_expert_gate
    router experts
    A_log conv1d in_proj x_proj dt_proj out_proj
"""

SIBLINGS = tuple(line.split() for line in (TORCHVISION + TORCH + TRANSFORMERS).splitlines() if line.strip())
